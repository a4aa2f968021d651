/** Conversations of hundreds of messages: opened at their end, read backwards page after page, saved and printed whole. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { usePages } from './page.mjs';
import { longTalk } from './long-talk.mjs';
import { printed } from './printed.mjs';

const { signedIn } = usePages();

async function opened(exchanges) {
  const visited = await signedIn({ prepare: longTalk(exchanges) });
  await visited.page.getByTestId('conversation-row').getByText('A long talk').click();
  await visited.page.getByText(`Question number ${exchanges - 1}.`).waitFor();
  return visited;
}

const scrollTo = (page, top) =>
  page.locator('[data-scroller]').evaluate((box, to) => box.scrollTo({ top: to }), top);
const question = (page, n) => page.getByText(`Question number ${n}.`, { exact: true });
const reads = ({ requests }) => requests.filter((request) => /^GET \/conversations\/./.test(request)).length;

/** Where a question stands in the window, once nothing moves any more. */
async function restingPlace(page, n) {
  const place = async () => (await question(page, n).boundingBox())?.y;
  for (let before = await place(); ;) {
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    const now = await place();
    if (now === before) return now;
    before = now;
  }
}

it('opens at its end, and goes back page after page while what is read stays where it is', async () => {
  const { page, backend } = await opened(300);
  expect(await question(page, 299).isVisible()).toBe(true);
  expect(await page.getByText('Question number 284.').count()).toBe(0);
  expect(reads(backend)).toBe(1);
  // To just below the beginning of what is drawn: the page before comes by itself.
  for (const first of [285, 270, 255]) {
    await scrollTo(page, 500);
    await question(page, first - 1).waitFor({ state: 'attached' });
    const before = await restingPlace(page, first);
    expect(before).toBeGreaterThan(-600);
    expect(before).toBeLessThan(200);
  }
  expect(reads(backend)).toBe(4);
  await page.getByRole('button', { name: 'To the latest' }).click();
  await question(page, 299).waitFor();
});

it('has shown earlier messages once it can be asked for more', async () => {
  const { page } = await opened(60);
  const show = page.getByRole('button', { name: 'Show earlier messages' });
  const shownThen = show.evaluate(
    (button) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(document.body.textContent.includes('Question number 44.'));
        // In the next task, since a person's scroll comes no sooner; what React draws later comes after it.
        const post = MessagePort.prototype.postMessage;
        MessagePort.prototype.postMessage = function (...given) {
          setTimeout(() => post.apply(this, given), 100);
        };
        const look = () => button.ariaDisabled === 'false' && post.call(port2, null);
        new MutationObserver(look).observe(button, { attributes: true });
      }),
  );
  await show.evaluate((button) => button.click());
  expect(await shownThen).toBe(true);
});

it('goes back by keyboard, and once more after a failure', async () => {
  const { page, backend } = await opened(60);
  const show = page.getByRole('button', { name: 'Show earlier messages' });
  await show.evaluate((button) => button.focus({ preventScroll: true }));
  await page.keyboard.press('Enter');
  await expect.poll(() => reads(backend)).toBe(2);
  await show.and(page.locator('[aria-disabled=false]')).waitFor({ state: 'attached' });
  backend.down = true;
  await scrollTo(page, 0);
  const failed = page.getByRole('alert').getByText('This conversation could not be opened.');
  await failed.waitFor();
  await question(page, 30).waitFor({ state: 'attached' });
  backend.down = false;
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  // Right above what is seen: what is far from it is taken away once it is measured.
  await question(page, 29).waitFor({ state: 'attached' });
  await failed.waitFor({ state: 'detached' });
});

it.each(['JSON', 'Markdown', 'a web page'])('is saved whole as %s', async (format) => {
  const { page } = await opened(230);
  await page.getByRole('button', { name: /^Actions for A long talk/ }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: `Export as ${format}` }).click(),
  ]);
  await page.getByText('Messages read so far: 400').waitFor();
  const text = await readFile(await file.path(), 'utf8');
  const found = (pattern) => [...text.matchAll(pattern)].map(([, n]) => Number(n));
  const all = Array.from({ length: 230 }, (_, n) => n);
  expect(found(/Question number (\d+)\./g)).toEqual(all);
  expect(found(/End (\d+)/g)).toEqual(all);
  if (format !== 'JSON') return;
  const { messages, next_cursor } = JSON.parse(text);
  expect(messages).toHaveLength(460);
  expect(next_cursor).toBeUndefined();
  expect(messages.every(({ sources }) => sources.every((source) => source.text))).toBe(true);
});

it('is printed whole, with its sources', async () => {
  const { page } = await opened(60);
  const part = await printed(page);
  expect(part).toContain('To print all, press Ctrl+P in the page.');
  expect(part).not.toContain('Question number 3.');
  await page.evaluate(() => (globalThis.print = () => (globalThis.asked = true)));
  await page.keyboard.press('Control+p');
  await page.waitForFunction(() => globalThis.asked);
  const text = await printed(page);
  for (let n = 0; n < 60; n++) {
    expect(text).toContain(`Question number ${n}.`);
    expect(text).toContain(`End ${n}`);
  }
  expect(text.match(/Net sales in the third quarter/g)).toHaveLength(60);
  expect(text).not.toContain('To print all');
});

it('shows what a deleted document said, by the text that the answer keeps', async () => {
  const { page, backend } = await signedIn({ prepare: longTalk(2) });
  const [conversation] = backend.store.conversations.values();
  for (const { citations } of conversation.messages) citations.forEach((one) => (one.standing = 'deleted'));
  backend.store.documents.clear();
  await page.getByTestId('conversation-row').getByText('A long talk').click();
  await page.getByTestId('citation').last().click();
  await page.getByTestId('reader-passage').getByText('Net sales in the third quarter').waitFor();
  expect(backend.requests.at(-1)).toMatch(/sources$|passages$|content$|documents\//);
  expect(backend.requests.filter((request) => request.endsWith('/sources'))).toHaveLength(1);
});
