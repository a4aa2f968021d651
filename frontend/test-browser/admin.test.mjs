/** The admin's screen: who sees it, what it changes, that it reads well to everybody. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { violations } from '../test-support/axe.mjs';
import { ask, usePages } from './page.mjs';

const { signedIn } = usePages();
const screen = (page) => page.getByRole('dialog', { name: 'Administration' });
const part = (page, name) => screen(page).getByRole('navigation').getByRole('button', { name, exact: true });
const people = (page) => page.getByTestId('person');

const admin = (backend) => {
  backend.cognito.user(backend.demo.email).claims = { 'cognito:groups': ['admins'] };
};

async function opened(options = {}) {
  const visited = await signedIn({ prepare: admin, ...options });
  await visited.page.getByRole('button', { name: 'Account', exact: true }).click();
  await visited.page.getByRole('menuitem', { name: 'Administration' }).click();
  await people(visited.page).first().waitFor();
  return visited;
}

const shot = (page, name) =>
  process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/admin-${name}.png` });

it('shows nobody else a way to it, and asks nothing of it', async () => {
  const { page, backend } = await signedIn();
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Usage' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Administration' }).count()).toBe(0);
  expect(backend.requests.filter((call) => call.includes('/admin'))).toEqual([]);
});

it('lists people, finds one, and changes the caps', async () => {
  const { page, backend } = await opened();
  await expect.poll(() => people(page).count()).toBe(30);
  await screen(page).getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => people(page).count()).toBe(35);
  await screen(page).getByLabel('Email begins with').fill('person7');
  await expect.poll(() => people(page).count()).toBe(1);
  await page.getByRole('button', { name: 'Change caps of person7@example.org' }).click();
  const form = page.getByRole('form', { name: 'Caps of person7@example.org' });
  await form.getByLabel('Questions a day').fill('-1');
  expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await form.getByLabel('Questions a day').fill('7');
  await form.getByLabel('US dollars a day').fill('0.5');
  await form.getByLabel('Megabytes kept').fill('2');
  await shot(page, 'caps');
  await page.keyboard.press('Enter');
  await people(page).first().waitFor();
  const caps = { daily_questions: 7, daily_price_usd: 0.5, documents: null, bytes: 2 * 1024 ** 2 };
  expect(backend.admin.people[6].caps).toEqual(caps);
  await part(page, 'Log').click();
  await page.getByTestId('act').getByText('Caps of a person changed').waitFor();
});

it('saves people as a file for spreadsheets', async () => {
  const { page } = await opened();
  const waiting = page.waitForEvent('download');
  await screen(page).getByRole('button', { name: 'Save as CSV' }).click();
  const text = await readFile(await (await waiting).path(), 'utf8');
  expect(text.trim().split('\r\n')).toHaveLength(36);
  expect(text).toContain('person35@example.org');
});

it('sets the caps of a group', async () => {
  const { page, backend } = await opened();
  await part(page, 'Groups').click();
  await page.getByTestId('group').getByText('interns').waitFor();
  await screen(page).getByRole('button', { name: 'Set caps for a group' }).click();
  await screen(page).getByLabel('Name of the group').fill('staff');
  await screen(page).getByLabel('Questions a day').fill('50');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByTestId('group').count()).toBe(2);
  expect(backend.admin.groups[1]).toEqual({ name: 'staff', daily_questions: 50, daily_price_usd: null });
});

it('has failed documents tried again, and shows none of their names', async () => {
  const { page } = await opened();
  await part(page, 'Failed documents').click();
  await page.getByTestId('trouble').getByRole('button', { name: 'Details' }).click();
  await screen(page).getByText('document-2').waitFor();
  await shot(page, 'documents');
  await page.getByRole('button', { name: 'Try again all that failed with model_busy' }).click();
  await screen(page).getByText('Queued again: 2.').waitFor();
  await screen(page).getByText('No document has failed.').waitFor();
});

it('switches a model off, and the choice of models follows', async () => {
  const { page, backend } = await opened();
  await part(page, 'Models').click();
  await screen(page).getByLabel('Large and thorough').click();
  await expect.poll(() => backend.admin.models[1].on).toBe(false);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('combobox', { name: 'Model' }).count()).toBe(0);
});

it('takes a model away from the choice once a question was refused for it', async () => {
  const { page, backend } = await signedIn();
  await page.getByRole('combobox', { name: 'Model' }).selectOption('fake.large');
  backend.admin.models[1].on = false;
  Object.assign(backend.chat, { refusal: 'This model is switched off.', refusalCode: 'model_off' });
  await ask(page, 'REFUSE this');
  await page.getByText('This model is switched off.').first().waitFor();
  await expect.poll(() => page.getByRole('combobox', { name: 'Model' }).count()).toBe(0);
});

it('tells a person what admins changed', async () => {
  const { page } = await signedIn({
    prepare: ({ admin }) => admin.rest('PATCH', '/admin/people/person-1', null, { daily_questions: 7 }),
  });
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Your data' }).click();
  await page.getByRole('dialog').getByText('Caps of a person changed').waitFor();
});

it.each(['light', 'dark'])('has no serious finding of axe in %s', async (colorScheme) => {
  const { page } = await opened({ colorScheme });
  for (const name of ['Groups', 'Failed documents', 'Models', 'Health', 'Log', 'People']) {
    await part(page, name).click();
    await screen(page).getByRole('region', { name, exact: true }).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await shot(page, `${colorScheme}-${name.replaceAll(' ', '-')}`);
  }
});
