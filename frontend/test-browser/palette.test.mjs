/** Going anywhere by a few letters, and how the page looks by one's own choice. */
import AxeBuilder from 'axe-core';
import { expect, it } from 'vitest';
import { connected, usePages } from './page.mjs';

const { signedIn } = usePages();
const filled = ({ store }) => {
  store.addDocument({ filename: 'report.pdf' });
  store.addDocument({ filename: 'Đường sắt.docx' });
  store.addConversation('Notice periods in the contract', [], '2026-03-01T00:00:00Z');
  store.addConversation('Which risks are named?');
};
const option = (page, name) =>
  page.getByRole('dialog', { name: 'Go to or do' }).getByRole('option', { name });

async function find(page) {
  await page.keyboard.press('Control+KeyK');
  await page.getByRole('dialog', { name: 'Go to or do' }).waitFor();
}

it('opens conversations, documents and actions by keyboard alone, also out of a field', async () => {
  const { page } = await signedIn({ prepare: filled });
  await page.getByTestId('ask-input').fill('half typed');
  await find(page);
  await page.keyboard.type('peri noti');
  await option(page, 'Notice periods').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Notice periods in the contract' }).waitFor();
  await find(page);
  await page.keyboard.type('duong');
  await option(page, 'Đường sắt.docx').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('reader').getByText('Đường sắt.docx').first().waitFor();
  await find(page);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  // It has no role as soon as it closes, which is before the page knows.
  await page.locator('dialog').waitFor({ state: 'detached' });
  await find(page);
  await page.keyboard.type('keyboard');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
});

it('opens again by a key that is pressed before the page knows that it has closed', async () => {
  const { page } = await signedIn({ prepare: filled });
  await find(page);
  await page.evaluate(() => {
    document.querySelector('dialog').close();
    const key = { code: 'KeyK', key: 'k', ctrlKey: true, bubbles: true };
    globalThis.dispatchEvent(new KeyboardEvent('keydown', key));
  });
  await page.evaluate(() => new Promise((done) => setTimeout(done, 0))); // The end of the first was told before.
  await option(page, 'New conversation').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
});

it('says when nothing matches, and has a button', async () => {
  const { page } = await signedIn({ prepare: filled });
  await page.getByTestId('open-palette').click();
  await option(page, 'New conversation').waitFor();
  await page.evaluate(AxeBuilder.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run('dialog'));
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.type('zzzz');
  await page.getByText('Nothing matches.').waitFor();
});

it('keeps the size and the width that one reads in, and colours the window’s frame', async () => {
  const { page } = await signedIn({ prepare: filled });
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  const frame = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('meta[name=theme-color]')].map(({ content }) => content),
    );
  expect(await size()).toBe(16);
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Appearance' }).click();
  await page.getByRole('radio', { name: 'Large' }).check({ force: true });
  await page.getByRole('radio', { name: 'Wide' }).check({ force: true });
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  expect(await size()).toBeGreaterThan(18);
  expect(await frame()).toEqual(['#171614', '#171614']);
  await page.keyboard.press('Escape');
  await page.reload();
  await connected(page);
  expect(await size()).toBeGreaterThan(18);
  expect(await page.evaluate(() => document.documentElement.dataset.width)).toBe('wide');
});
