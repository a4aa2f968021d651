/** The page as an app: what installs it, what is kept for a start without a network, and leaving it everywhere. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const report = ({ store }) => store.addDocument({ filename: 'report.pdf' });

it('can be installed, and keeps nothing but its own files', async () => {
  const { page, context, backend } = await signedIn({ prepare: report });
  const manifest = await page.evaluate(async () => {
    const { href } = document.querySelector('link[rel=manifest]');
    return (await fetch(href)).json();
  });
  expect(manifest).toMatchObject({ name: 'Grail', display: 'standalone', start_url: '/' });
  for (const { src } of manifest.icons)
    expect((await page.request.get(backend.url + src)).status()).toBe(200);
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  await expect
    .poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), { timeout: 20_000 })
    .toBe(true);
  await page.reload();
  await page.getByTestId('message-user').waitFor();
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain('/');
  expect(
    kept.filter((path) => !/^\/($|assets\/|favicon\.svg$|manifest\.json$|[\w-]+\.png$)/.test(path)),
  ).toEqual([]);
  await context.setOffline(true);
  await page.reload();
  await page.getByText('Grail could not start').waitFor();
  await page.getByText('Check your connection').waitFor();
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByTestId('message-user').waitFor();
});

it('exports a conversation as a page that runs and fetches nothing', async () => {
  const { page, context, backend } = await signedIn({ prepare: report });
  backend.chat.answer =
    'Net sales **grew** [1].\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n<script>alert(1)</script> ![x](http://evil.example/x.png) [l](javascript:alert(2))';
  await ask(page, 'How <b>did</b> sales develop?');
  await lastAnswer(page).waitFor();
  await page.getByRole('button', { name: /^Actions for How/ }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export as a web page' }).click();
  const file = await (await download).path();
  const html = await readFile(file, 'utf8');
  expect(html).toMatch(/^<!doctype html>/);
  const asked = [];
  const opened = await context.newPage();
  opened.on('request', (request) => asked.push(request.url()));
  await opened.setContent(html);
  await opened.getByRole('heading', { name: 'How <b>did</b> sales develop?' }).last().waitFor();
  await opened.getByText('<script>alert(1)</script>').waitFor();
  await opened.getByText('[1] report.pdf').waitFor();
  expect(await opened.locator('table td').count()).toBe(2);
  expect(await opened.locator('script, img, [href^=javascript]').count()).toBe(0);
  expect(asked).toEqual([]);
});

it('ends the sessions in all browsers', async () => {
  const { page, backend } = await signedIn();
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign-in and security' }).click();
  await page.getByTestId('sign-out-everywhere').click();
  await page.getByText('Every browser and device, this one too, is signed out.').waitFor();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByTestId('sign-in-submit').waitFor();
  expect(backend.cognito.endedEverywhere).toBe(1);
});
