/** The list of conversations, and what is offered after an answer. */
import { expect, it } from 'vitest';
import { ask, connected, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const OLD = '2026-01-05T09:30:00Z';
const filled = ({ store }) => {
  store.addDocument({ filename: 'report.pdf' });
  store.addConversation('A contract of long ago', [], OLD);
  store.addConversation('Sales', [], '2026-02-01T10:00:00Z');
  store.addConversation('Sales', [], '2026-03-01T10:00:00Z');
  for (let n = 0; n < 60; n++) store.addConversation(`Talk ${n}`);
};

it('pins a conversation, which stays in sight however old it is', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  await page.getByPlaceholder('Search conversations').fill('contract');
  await page.getByRole('button', { name: 'Actions for A contract of long ago' }).click();
  await page.getByRole('menuitem', { name: 'Pin to the top' }).click();
  await expect.poll(() => [...backend.store.conversations.values()][0].pinned).toBe(true);
  await page.reload();
  await connected(page);
  const pinned = page.getByRole('region', { name: 'Pinned' });
  await pinned.getByText('A contract of long ago').waitFor();
  await page.getByRole('button', { name: 'Actions for A contract of long ago' }).click();
  await page.getByRole('menuitem', { name: 'Unpin' }).click();
  await pinned.waitFor({ state: 'detached' });
});

it('tells equal titles apart by their times, and lets titles have the whole width', async () => {
  const { page } = await signedIn({ prepare: filled });
  await page.getByPlaceholder('Search conversations').fill('sales');
  const rows = page.getByTestId('conversation-row');
  await expect.poll(() => rows.count()).toBe(2);
  const texts = await rows.allInnerTexts();
  expect(new Set(texts).size).toBe(2);
  expect(texts[0]).toMatch(/Mar 1, 2026/);
  const [row, title] = await Promise.all([
    rows.first().boundingBox(),
    rows.first().getByRole('button').first().boundingBox(),
  ]);
  expect(title.width).toBe(row.width);
});

it('offers what the cited documents answer besides, and asks it', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  await ask(page, 'how much did net sales grow');
  await lastAnswer(page).waitFor();
  const next = page.getByTestId('follow-ups');
  await next.getByRole('button', { name: 'What was the dividend?' }).waitFor();
  expect(await next.getByRole('button').count()).toBe(1);
  await next.getByRole('button').click();
  await expect.poll(() => backend.chat.asked.length).toBe(2);
  await lastAnswer(page).waitFor();
  expect(backend.chat.asked[1].text).toBe('What was the dividend?');
  await expect.poll(() => next.count()).toBe(0);
});

it('takes the thumb back when one leaves the dialog without a word', async () => {
  const { page } = await signedIn({ prepare: filled });
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  const bad = page.getByRole('button', { name: 'Bad answer' });
  await bad.click();
  await page.getByRole('dialog', { name: 'Bad answer' }).waitFor();
  expect(await bad.getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('Escape');
  await expect.poll(() => bad.getAttribute('aria-pressed')).toBe('false');
});
