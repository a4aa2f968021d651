/** A conversation is shared by a link, read by it, and the link taken back. */
import { expect, it } from 'vitest';
import { violations } from '../test-support/axe.mjs';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const report = ({ store }) => store.addDocument({ filename: 'report.pdf' });
const dialog = (page) => page.getByRole('dialog');
const shot = (page, name) =>
  process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/links-${name}.png` });

/** An answered conversation, with its links open. */
async function sharing(options = {}) {
  const visited = await signedIn({ prepare: report, ...options });
  const { page } = visited;
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  await page.getByRole('button', { name: 'Actions for How did sales develop?' }).click();
  await page.getByRole('menuitem', { name: 'Share by a link' }).click();
  await dialog(page).getByText('There is no link to this conversation.').waitFor();
  return visited;
}

async function made(options) {
  const visited = await sharing(options);
  await dialog(visited.page).getByRole('button', { name: 'Make a link' }).click();
  const address = await visited.page.getByTestId('conversation-link').locator('code').textContent();
  return { ...visited, address };
}

it('makes a link for some days, and takes it back', async () => {
  const { page, backend } = await sharing();
  await dialog(page).getByRole('combobox').selectOption('30');
  await dialog(page).getByRole('button', { name: 'Make a link' }).click();
  await page.getByTestId('conversation-link').waitFor();
  const [link] = backend.links.links;
  expect(Date.parse(link.expires_at) - Date.now()).toBeGreaterThan(29 * 86_400_000);
  expect(await page.getByTestId('conversation-link').locator('code').textContent()).toContain(
    `#/s/${link.id}`,
  );
  await shot(page, 'dialog');
  await dialog(page).getByRole('button', { name: 'Take back' }).click();
  await dialog(page).getByText('There is no link to this conversation.').waitFor();
  expect(backend.links.links).toEqual([]);
});

it('shows the copy with its quotes to who made it, and says when it has ended', async () => {
  const { page, backend, address } = await made();
  await page.goto('about:blank');
  await page.goto(address);
  const copy = page.getByRole('dialog', { name: 'How did sales develop?' });
  await copy.getByTestId('shared-answer').waitFor();
  await copy.getByText('You made this link.').waitFor();
  expect(await copy.locator('q').count()).toBeGreaterThan(0);
  await shot(page, 'copy');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.url()).toMatch(/#\/$/);
  backend.links.links = [];
  await page.goto('about:blank');
  await page.goto(address);
  await dialog(page).getByText('This link has ended, or it was taken back.').waitFor();
});

it('shows no words of documents to who may not read them', async () => {
  const { page, backend, address } = await made();
  backend.links.own = false;
  await page.goto('about:blank');
  await page.goto(address);
  await page.getByTestId('shared-answer').waitFor();
  expect(await dialog(page).locator('q').count()).toBe(0);
  await dialog(page)
    .getByText('The words of this document are shown to people who may read it.')
    .first()
    .waitFor();
});

it.each(['light', 'dark'])('has no serious finding of axe in %s', async (colorScheme) => {
  const { page, address } = await made({ colorScheme });
  expect(await violations(page)).toEqual([]);
  await page.goto('about:blank');
  await page.goto(address);
  await page.getByTestId('shared-answer').waitFor();
  expect(await violations(page)).toEqual([]);
  await shot(page, colorScheme);
});
