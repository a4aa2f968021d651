/** The card of a citation: under a mouse, by keyboard and by a tap; what it says, and which sentence it tints. */
import { expect, it } from 'vitest';
import { blank } from '../test-support/fake-backend/store.mjs';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const ANSWER = `First a word. **Net sales** grew to $19.7 billion in the third quarter [1]. Expenses rose [3]. The dividend stayed [4].`;

async function answered(options = {}) {
  const visited = await signedIn({
    prepare: ({ store, chat }) => {
      store.addDocument({ filename: 'report.pdf' });
      chat.answer = ANSWER;
    },
    ...options,
  });
  await ask(visited.page, 'How?');
  const answer = lastAnswer(visited.page);
  await answer.waitFor();
  await answer.getByTestId('source-quote').first().waitFor();
  return { ...visited, answer, card: visited.page.getByTestId('citation-card') };
}

const tinted = (page) => page.evaluate(() => [...(CSS.highlights.get('claim') ?? [])].map(String).join(''));

it('shows a card under the mouse, tints its sentence, and closes when the mouse leaves', async () => {
  const { page, answer, card } = await answered();
  await answer.getByTestId('citation').first().hover();
  await card.waitFor();
  const text = await card.innerText();
  for (const part of [
    'report.pdf',
    'p. 1',
    'Financial report › Results of operations',
    'The quote says this',
  ]) {
    expect(text).toContain(part);
  }
  const [quote, frame] = [await card.locator('q').boundingBox(), await card.boundingBox()];
  expect(quote.x + quote.width).toBeLessThan(frame.x + frame.width);
  expect(await card.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThan(2);
  expect(await card.locator('q b').allInnerTexts()).toEqual(
    expect.arrayContaining(['sales', 'third', 'quarter']),
  );
  expect(await answer.getByTestId('citation').first().getAttribute('title')).toBeNull();
  expect(await tinted(page)).toContain('Net sales grew to $19.7 billion in the third quarter');
  // The mouse may go into the card.
  await card.getByRole('button', { name: 'Copy quote' }).hover();
  await page.waitForTimeout(400);
  expect(await card.count()).toBe(1);
  await page.mouse.move(5, 400);
  await card.waitFor({ state: 'detached' });
  expect(await tinted(page)).toBe('');
});

it('opens the page, and copies the quote', async () => {
  const { page, answer, card } = await answered({
    onContext: (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']),
  });
  await answer.getByTestId('citation').first().hover();
  await card.getByRole('button', { name: 'Copy quote' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^Net sales in the third/);
  await card.getByRole('button', { name: 'Open page' }).click();
  await page.getByTestId('reader-quote').first().waitFor();
  expect(await card.count()).toBe(0);
  await page.getByTestId('reader-close').click();
  expect(await page.evaluate(() => document.activeElement.dataset.n)).toBe('1');
});

it('comes with the focus of the keyboard, leads into the card, and goes with Escape', async () => {
  const { page, answer, card } = await answered();
  await answer.getByTestId('citation').first().focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await card.waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement.textContent)).toBe('Open page');
  await page.keyboard.press('Escape');
  await card.waitFor({ state: 'detached' });
});

it('goes when one types, though the mouse rests on its mark', async () => {
  const { page, answer, card } = await answered();
  await answer.getByTestId('citation').first().hover();
  await card.waitFor();
  await page.locator('#ask').pressSequentially('A');
  await card.waitFor({ state: 'detached' });
});

it('comes from the foot of a phone at a tap', async () => {
  const { page, answer, card } = await answered({ viewport: { width: 390, height: 780 }, hasTouch: true });
  await answer.getByTestId('citation').first().tap();
  await card.waitFor();
  await page.waitForTimeout(250);
  const box = await card.boundingBox();
  expect([box.x, Math.round(box.width), Math.round(box.y + box.height)]).toEqual([0, 390, 780]);
  expect(await page.getByTestId('reader').count()).toBe(0);
  await page.touchscreen.tap(386, 300); // The margin, beside all marks.
  await card.waitFor({ state: 'detached' });
  await answer.getByTestId('citation').first().tap();
  await card.getByRole('button', { name: 'Open page' }).tap();
  await page.getByTestId('reader').waitFor();
});

it('marks a doubtful quote in amber and dashes, and says so in a legend', async () => {
  const { answer, card } = await answered();
  const doubtful = answer.getByTestId('citation').nth(2);
  expect(await doubtful.evaluate((mark) => getComputedStyle(mark).outlineStyle)).toBe('dashed');
  await answer.getByText('Amber and dashed: check these yourself').waitFor();
  await doubtful.hover();
  await card.getByText('could not be matched word for word').waitFor();
});

it.each([
  ['changed', 'These words may stand elsewhere now'],
  ['deleted', 'This document has been deleted'],
])('says of a stored citation that its document was %s', async (standing, sentence) => {
  const { page } = await signedIn({
    prepare: ({ store }) => {
      const { id } = store.addDocument({ filename: 'report.pdf' });
      const [source] = store.passages(id);
      const citation = {
        ...{ n: 1, passage_id: source.id, document_id: id, filename: 'report.pdf', page: 1, verified: true },
        ...{ quote: source.text, quote_start: 0, quote_end: 9, answer_start: 0, answer_end: 16, standing },
      };
      const answer = { id: '2', role: 'assistant', text: 'Sales grew [1].', sources: [source] };
      store.addConversation('Old', [
        blank({ id: '1', role: 'user', text: 'How?' }),
        blank({ ...answer, citations: [citation] }),
      ]);
    },
  });
  await page.getByTestId('conversation-row').getByRole('button', { name: 'Old', exact: true }).click();
  await page.getByTestId('standing').getByText(sentence).waitFor();
  await page.getByTestId('citation').hover();
  await page.getByTestId('citation-card').getByText(sentence).waitFor();
});

it('leads through the citations of an answer in the reader, one after the other', async () => {
  const { page, answer } = await answered();
  await answer.getByTestId('citation').first().click();
  const stepper = page.getByTestId('stepper');
  await stepper.getByText('Citation 1 of 3').waitFor();
  const quoted = async () => (await page.getByTestId('reader-quote').allInnerTexts()).join(' ');
  await page.getByTestId('reader').getByRole('button', { name: 'Text' }).click();
  await expect.poll(quoted).toContain('Net sales in the third quarter');
  await stepper.getByRole('button', { name: 'Next citation' }).click();
  await stepper.getByText('Citation 2 of 3').waitFor();
  await expect.poll(quoted).toContain('Operating expenses rose by four percent');
  await stepper.getByRole('button', { name: 'Next citation' }).click();
  await expect.poll(quoted).toContain('Shareholders received a dividend');
  const next = stepper.getByRole('button', { name: 'Next citation' });
  expect(await next.getAttribute('aria-disabled')).toBe('true');
  await stepper.getByRole('button', { name: 'Previous citation' }).click();
  await stepper.getByText('Citation 2 of 3').waitFor();
  await page.getByTestId('reader-close').click();
  await page.getByTestId('toggle-documents').click();
  await page.getByTestId('toggle-documents').click();
  await page.getByTestId('document-row').getByRole('button').first().click();
  await page.getByTestId('reader').waitFor();
  expect(await stepper.count()).toBe(0);
});

it('lets the column of the reader be drawn and moved, and remembers its width', async () => {
  const { page, answer } = await answered();
  await answer.getByTestId('citation').first().click();
  const column = page.locator('aside', { has: page.getByTestId('reader') });
  const width = async () => Math.round((await column.boundingBox()).width);
  const edge = page.getByRole('separator', { name: 'Width of the reader' });
  const { x, y } = await edge.boundingBox();
  const before = await width();
  await page.mouse.move(x + 4, y + 300);
  await page.mouse.down();
  await page.mouse.move(x - 96, y + 300, { steps: 4 });
  await page.mouse.up();
  await expect.poll(width).toBeGreaterThan(before + 80);
  const drawn = await width();
  await edge.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(width).toBe(drawn - 32);
  await page.reload();
  await page.getByTestId('citation').first().click();
  await page.getByTestId('reader').waitFor();
  expect(await width()).toBe(drawn - 32);
});
