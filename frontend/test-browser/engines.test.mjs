/** What everybody does, in whichever browser BROWSER names; every key is pressed as on a keyboard. */
import { expect, it } from 'vitest';
import { connected, lastAnswer, row, usePages } from './page.mjs';

const { visit } = usePages();

async function type(page, testId, text) {
  await page.getByTestId(testId).click();
  await page.keyboard.type(text);
}

async function signedIn(options) {
  const visited = await visit(options);
  const { page } = visited;
  await page.getByTestId('demo-sign-in').click();
  await connected(page);
  return visited;
}

it('refuses a wrong password, uploads, asks, and leads to the quoted words on the page of a PDF', async () => {
  const { page, backend } = await visit();
  await type(page, 'sign-in-email', 'demo@grail.local');
  await type(page, 'sign-in-password', 'not this one');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await page.getByTestId('demo-sign-in').click();
  await connected(page);
  await page
    .getByTestId('upload-input')
    .first()
    .setInputFiles([{ name: 'report.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') }]);
  await row(page, 'ready').waitFor();
  await type(page, 'ask-input', 'How did sales develop?');
  await page.keyboard.press('Enter');
  await lastAnswer(page).getByText('Net sales grew by eleven percent').waitFor();
  await lastAnswer(page).getByTestId('citation').first().click();
  const quote = page.getByTestId('reader-quote').first();
  await quote.waitFor();
  expect(await quote.textContent()).toContain('Net sales in the third quarter');
  const [sheet, words] = [
    await page.getByTestId('pdf-page').first().boundingBox(),
    await quote.boundingBox(),
  ];
  expect(words.x).toBeGreaterThan(sheet.x);
  expect(words.x + words.width).toBeLessThan(sheet.x + sheet.width);
  await page.getByTestId('reader').getByRole('button', { name: 'Next page' }).click();
  await page.getByTestId('reader').getByText('Page 2 of 2').waitFor();
  await page.getByTestId('reader').getByRole('button', { name: 'Text', exact: true }).click();
  await expect.poll(() => page.getByTestId('reader-quote').first().textContent()).toContain('Net sales');
  await page.keyboard.press('Escape');
  await page.getByTestId('reader').waitFor({ state: 'detached' });
  expect(backend.store.listDocuments().map(({ filename }) => filename)).toEqual(['report.pdf']);
});

it('stops an answer, keeps the conversation over a reload, and mirrors the page in Arabic', async () => {
  const { page } = await signedIn({
    prepare: (backend) => {
      backend.chat.pace = 200;
      backend.store.addDocument({ filename: 'report.pdf' });
    },
  });
  await type(page, 'ask-input', 'How did sales develop?');
  await page.keyboard.press('Enter');
  await lastAnswer(page, 'streaming').waitFor();
  await page.getByTestId('stop').click();
  await lastAnswer(page, 'stopped').waitFor();
  await page.reload();
  await lastAnswer(page, 'stopped').waitFor();
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Language' }).click();
  await page.getByRole('radio', { name: 'العربية', exact: true }).check();
  await expect.poll(() => page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  const [question, view] = [
    await page.getByTestId('message-user').getByText('How did').boundingBox(),
    page.viewportSize(),
  ];
  // The conversations stand at the right now.
  expect(question.x).toBeLessThan(view.width / 3);
});
