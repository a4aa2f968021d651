/** A PDF in the reader: its pages run on, fitted and turned as one likes, and the quote stays marked. */
import { expect, it } from 'vitest';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();

async function opened({ pages = 2, ...options } = {}) {
  const prepare = (backend) => {
    backend.pdfPages = pages;
    backend.store.addDocument({ filename: 'report.pdf', pages });
  };
  const { page } = await signedIn({ prepare, ...options });
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).getByTestId('citation').first().click();
  await page.getByTestId('reader-quote').first().waitFor();
  const reader = page.getByTestId('reader');
  const sheet = (n) => reader.locator(`[data-testid=pdf-page][data-page="${n}"]`);
  return { page, reader, sheet, box: () => sheet(1).boundingBox() };
}

/** Sizes of all canvases that the reader keeps, in pixels. */
function canvases(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('[data-testid=reader] canvas')].map(({ width, height }) => width * height),
  );
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

it('runs on from page to page, and marks the quote again where one comes back', async () => {
  const { page, reader, sheet } = await opened({ pages: 40 });
  await sheet(2).waitFor();
  const pages = reader.getByRole('region', { name: 'Page 1 of 40' });
  await pages.hover();
  await page.mouse.wheel(0, 12_000);
  await reader.getByText(/^Page (1[5-9]|[23]\d) of 40$/).waitFor();
  await sheet(1).waitFor({ state: 'detached' });
  expect(await page.getByTestId('reader-quote').count()).toBe(0);
  await page.mouse.wheel(0, -12_000);
  await page.getByTestId('reader-quote').first().waitFor();
  await reader.getByText('Page 1 of 40').waitFor();
});

it('shows small pictures of its pages, which lead to them', async () => {
  const { page, reader, sheet } = await opened({ pages: 40, viewport: { width: 1800, height: 900 } });
  const pictures = reader.getByRole('button', { name: 'Page thumbnails' });
  if ((await pictures.getAttribute('aria-pressed')) === 'false') await pictures.click();
  const rail = reader.getByRole('navigation', { name: 'Page thumbnails' });
  await rail.getByRole('button', { name: 'Page 4', exact: true }).click();
  await reader.getByRole('region', { name: 'Page 4 of 40' }).waitFor();
  await sheet(4).waitFor();
  const field = reader.getByRole('textbox', { name: 'Page number' });
  await field.fill('33');
  await field.press('Enter');
  await rail.locator('button[aria-current=page]').getByText('33').waitFor();
  await pictures.click();
  await rail.waitFor({ state: 'detached' });
  expect(await page.getByTestId('pdf-page').count()).toBeGreaterThan(0);
});

it('keeps the page that is read while it is enlarged and turned', async () => {
  const { reader } = await opened({ pages: 40 });
  const field = reader.getByRole('textbox', { name: 'Page number' });
  await field.fill('20');
  await field.press('Enter');
  for (const name of ['Larger', 'Rotate', 'Fit the height', 'Rotate', 'Larger', 'Fit the width']) {
    await reader.getByRole('button', { name, exact: true }).click();
    await reader.getByRole('region', { name: 'Page 20 of 40' }).waitFor();
    expect(await field.inputValue()).toBe('20');
  }
});

it('keeps few canvases however many pages there are', async () => {
  const { page, reader } = await opened({ pages: 500, viewport: { width: 1800, height: 900 } });
  const field = reader.getByRole('textbox', { name: 'Page number' });
  await reader.getByRole('button', { name: 'Page thumbnails' }).waitFor();
  const most = { canvases: 0, pixels: 0 };
  for (let n = 1; n <= 500; n += 9) {
    await field.fill(String(n));
    await field.press('Enter');
    await reader.getByRole('region', { name: `Page ${n} of 500` }).waitFor();
    const sizes = await canvases(page);
    most.canvases = Math.max(most.canvases, sizes.length);
    most.pixels = Math.max(
      most.pixels,
      sizes.reduce((sum, size) => sum + size, 0),
    );
  }
  // Those of two screens of pages and of one of small pictures: about 20 MB.
  expect(most.canvases).toBeLessThanOrEqual(16);
  expect(most.pixels).toBeLessThan(5_000_000);
});
