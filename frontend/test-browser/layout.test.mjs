/** The page on paper, in narrow windows and with large letters. */
import { expect, it } from 'vitest';
import { launch } from '../test-support/browser.mjs';
import { FakeBackend } from '../test-support/fake-backend/server.mjs';
import { blank } from '../test-support/fake-backend/store.mjs';
import { ask, connected, lastAnswer, usePages } from './page.mjs';
import { printed } from './printed.mjs';

const { signedIn } = usePages();
const four = ({ store }) => {
  for (const name of ['report.pdf', 'a plan with a long name.md', 'third.docx', 'fourth.md']) {
    store.addDocument({ filename: name });
  }
};

it('is printed whole: all questions, answers and quotes, and no controls', async () => {
  const { page } = await signedIn({
    colorScheme: 'dark',
    prepare: ({ store }) => {
      const { id } = store.addDocument({ filename: 'report.pdf' });
      const [source] = store.passages(id);
      const citation = {
        ...{ n: 1, passage_id: source.id, document_id: id, filename: 'report.pdf', page: 1 },
        ...{
          quote: source.text,
          quote_start: 0,
          quote_end: 9,
          answer_start: 0,
          answer_end: 9,
          verified: true,
        },
      };
      const turns = Array.from({ length: 15 }, (_, n) => [
        blank({ id: `${100 + n}a`, role: 'user', text: `Question number ${n}.` }),
        blank({
          id: `${100 + n}b`,
          role: 'assistant',
          text: `Answer ${n}. ${'Words of it. '.repeat(400)}End ${n} [1].`,
          sources: [source],
          citations: [citation],
        }),
      ]);
      store.addConversation('A long talk', turns.flat(), '2026-03-05T10:00:00Z');
    },
  });
  await page.getByTestId('conversation-row').getByText('A long talk').click();
  await page.getByText('Question number 14.').waitFor();
  const text = await printed(page);
  expect(text).toContain('A long talk Mar 5, 2026');
  for (let n = 0; n < 15; n++) expect(text).toContain(`Question number ${n}.`);
  for (let n = 0; n < 15; n++) expect(text).toContain(`End ${n}`);
  expect(text.match(/Net sales in the third quarter/g)).toHaveLength(15);
  for (const control of ['Enter asks', 'New conversation', 'Add files', 'Show earlier']) {
    expect(text).not.toContain(control);
  }
});

function overlap(a, b) {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 0 && high > 0;
}

it.each([1440, 1100, 768, 390, 320])('keeps controls apart from each other at %s px', async (width) => {
  const { page } = await signedIn({ prepare: four, viewport: { width, height: 700 } });
  await page.getByRole('button', { name: /^Choose what to search/ }).click();
  for (const box of await page.locator('[popover]').getByRole('checkbox').all()) await box.check();
  await page.keyboard.press('Escape');
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  await page.getByTestId('message-assistant').last().hover();
  await page.mouse.wheel(0, -300);
  const latest = page.getByRole('button', { name: 'To the latest' });
  await latest.waitFor();
  const box = (locator) => locator.boundingBox();
  const composer = page.locator('form', { has: page.getByTestId('ask-input') });
  expect(overlap(await box(latest), await box(composer))).toBe(false);
  const scope = await box(
    page
      .getByRole('button', { name: /^Choose what to search/ })
      .locator('span')
      .last(),
  );
  const model = await box(page.getByRole('combobox', { name: 'Model' }));
  const send = await box(page.getByTestId('ask-submit'));
  expect([overlap(scope, model), overlap(model, send), overlap(scope, send)]).toEqual([false, false, false]);
});

it('opens the empty page at its heading where the window is low', async () => {
  const { page } = await signedIn({ prepare: four, viewport: { width: 640, height: 400 } });
  await page.getByText('What do my documents agree on').waitFor();
  const heading = await page.getByRole('heading', { name: 'What do you want to know?' }).boundingBox();
  expect(heading.y).toBeGreaterThan(50);
});

it('gives the chat its room where the browser’s letters are large', async () => {
  const backend = await new FakeBackend().start();
  four(backend);
  const browser = await launch(['--blink-settings=defaultFontSize=32']);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(backend.url);
    await page.getByTestId('demo-sign-in').click();
    await connected(page);
    expect((await page.getByRole('main').boundingBox()).width).toBeGreaterThan(1_000);
    const field = await page.getByTestId('ask-input').boundingBox();
    const scope = await page.getByRole('button', { name: /^Choose what to search/ }).boundingBox();
    expect(scope.x + scope.width).toBeLessThan(field.x + field.width);
  } finally {
    await browser.close();
    await backend.stop();
  }
});
