/** A PDF in the reader: led to a page by its number, fitted, turned, its quote marked all the while. */
import { expect, it } from 'vitest';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();

async function opened() {
  const visited = await signedIn({ prepare: ({ store }) => store.addDocument({ filename: 'report.pdf' }) });
  const { page } = visited;
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).getByTestId('citation').first().click();
  await page.getByTestId('reader-quote').first().waitFor();
  const reader = page.getByTestId('reader');
  return { page, reader, box: () => reader.locator('canvas').boundingBox() };
}

it('goes to a page by its number, and to none that there is not', async () => {
  const { page, reader } = await opened();
  const field = reader.getByRole('textbox', { name: 'Page number' });
  await field.fill('2');
  await field.press('Enter');
  await reader.getByText('Page 2 of 2').waitFor();
  await field.fill('99');
  await field.press('Enter');
  expect(await field.inputValue()).toBe('2');
  await field.fill('1');
  await field.press('Enter');
  await reader.getByText('Page 1 of 2').waitFor();
  await page.getByTestId('reader-quote').first().waitFor();
});

it('fits the height, turns, and keeps the quote where its words are', async () => {
  const { page, reader, box } = await opened();
  const region = await reader.getByRole('region', { name: 'Page 1 of 2' }).boundingBox();
  await reader.getByRole('button', { name: 'Fit the height' }).click();
  await expect.poll(async () => (await box()).height).toBeLessThan(region.height);
  const upright = await box();
  expect(upright.height).toBeGreaterThan(upright.width);
  await reader.getByRole('button', { name: 'Rotate' }).click();
  await expect.poll(async () => (await box()).width > (await box()).height).toBe(true);
  await page.getByTestId('reader-quote').first().waitFor();
  const [sheet, quote] = [await box(), await page.getByTestId('reader-quote').first().boundingBox()];
  // The first line stands at the right of a page that is turned to the right, and runs downwards.
  expect(quote.height).toBeGreaterThan(quote.width);
  expect(quote.x).toBeGreaterThan(sheet.x + sheet.width * 0.8);
  expect(quote.x + quote.width).toBeLessThan(sheet.x + sheet.width);
  await reader.getByRole('button', { name: 'Fit the width' }).click();
  await expect.poll(async () => Math.abs((await box()).width - region.width)).toBeLessThan(40);
});
