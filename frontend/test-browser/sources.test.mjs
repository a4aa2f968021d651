/** Web sources: looked through before they are added, followed, asked about, run again and ended. */
import { expect, it } from 'vitest';
import { violations } from '../test-support/axe.mjs';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const SITE = 'https://docs.example.org/guide/';
const dialog = (page) => page.getByRole('dialog', { name: 'Web sources' });
const button = (page, name) => dialog(page).getByRole('button', { name, exact: true });
const only = ({ sources }) => [...sources.sources.values()][0];
const shot = (page, name) =>
  process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/sources-${name}.png` });

async function opened(options = {}) {
  const visited = await signedIn(options);
  await visited.page.getByTestId('open-sources').click();
  await dialog(visited.page).waitFor();
  return visited;
}

/** A source with one page that could not be read. */
function read({ sources }, fields = {}) {
  const source = sources.add({ address: SITE });
  sources.addItem(source.id, `${SITE}start`);
  const failure = {
    code: 'too_slow',
    message: 'docs.example.org gave no answer in time.',
    retryable: true,
  };
  sources.addItem(source.id, `${SITE}slow`, { state: 'failed', failure });
  sources.finish(source, { counts: { read: 9, unchanged: 8, failed: 1 }, documents: 9, ...fields });
  return source;
}

it('shows what would be fetched before a source begins', async () => {
  const { page, backend } = await opened();
  await dialog(page).getByText('There are no web sources yet.').waitFor();
  await page.keyboard.type('docs.example.org/guide/');
  await dialog(page).getByLabel('Most pages').fill('40');
  await dialog(page).getByLabel('How often').selectOption('Every week');
  await button(page, 'Preview').first().click();
  await dialog(page).getByText('Looking at what is there. Nothing is changed.').waitFor();
  const source = only(backend);
  expect(source).toMatchObject({ address: SITE, paused: true, every_hours: 168, caps: { items: 40 } });
  backend.sources.count(source, { read: 2, added: 2 });
  await dialog(page).getByText('Read: 2 · New: 2').waitFor();
  backend.sources.addItem(source.id, `${SITE}start`, { state: 'waiting' });
  backend.sources.finish(source, { counts: { read: 3, added: 3, bytes: 34_000 }, documents: 0 });
  await dialog(page).getByText('What a run would do').waitFor();
  await button(page, 'Pages').click();
  await dialog(page).getByTestId('source-page').getByText(`${SITE}start`).waitFor();
  await shot(page, 'preview');
  await button(page, 'Start').click();
  await dialog(page).getByText('Reading the pages…').waitFor();
  expect(source.paused).toBe(false);
  expect(backend.sources.runs).toEqual([{ dry: true }, {}]);
  backend.sources.finish(source, { counts: { read: 3, added: 3 } });
  await dialog(page).getByText('Read in full').waitFor();
  await dialog(page).getByText('3 documents').waitFor();
  await dialog(page)
    .getByText(/^Next run: /)
    .waitFor();
});

it('adds a single page at once, and says why an address is refused', async () => {
  const { page, backend } = await opened();
  await page.keyboard.type('http://localhost/');
  await button(page, 'Add at once').click();
  await dialog(page).getByRole('alert').getByText('This address is not public.').waitFor();
  await dialog(page).getByLabel('Address').fill(SITE);
  await dialog(page).getByLabel('What is read').selectOption('This page alone');
  await button(page, 'Add at once').click();
  await dialog(page).getByText('Reading the pages…').waitFor();
  expect(only(backend)).toMatchObject({ scope: { follow: 'page' }, paused: false });
});

it('takes a folder of a bucket, which has no links to follow', async () => {
  const { page, backend } = await opened();
  await page.keyboard.type('s3://company/law/');
  await dialog(page).getByText('The files of a folder of a bucket').waitFor();
  expect(await dialog(page).getByLabel('What is read').count()).toBe(0);
  await shot(page, 'bucket-form');
  await dialog(page).getByLabel('Most files').fill('40');
  await button(page, 'Add at once').click();
  await dialog(page).getByText('Reading the files…').waitFor();
  const source = only(backend);
  expect(source).toMatchObject({ address: 's3://company/law/', kind: 's3', caps: { items: 40 } });
  expect(backend.sources.wishes.at(-1)).not.toHaveProperty('follow');
  backend.sources.finish(source, { counts: { read: 3, added: 3 } });
  await dialog(page).getByText('The files of a folder of a bucket · Every day · 3 documents').waitFor();
  await button(page, 'Files').click();
  await dialog(page).getByText('No file is known yet.').waitFor();
  await shot(page, 'bucket');
});

it('says of a file of a bucket why it could not be read, in the language of the page', async () => {
  const prepare = ({ sources }) => {
    const source = sources.add({ address: 's3://company/law/', kind: 's3' });
    const failure = { code: 'refused', message: 'company may not be read.', retryable: true };
    sources.addItem(source.id, 's3://company/law/act.pdf', { state: 'failed', failure });
    sources.finish(source, { counts: { read: 1, failed: 1 } });
  };
  const { page } = await signedIn({ prepare, locale: 'de-DE' });
  await page.getByTestId('open-sources').click();
  await page.getByRole('button', { name: 'Dateien', exact: true }).click();
  const file = page.getByTestId('source-page');
  await file.getByText('Grail darf diese Datei nicht lesen. Fragen Sie Ihre Verwaltung.').waitFor();
});

it('says in the reader where a file of a bucket lies', async () => {
  const prepare = ({ store }) =>
    store.addDocument({ filename: 'act.pdf', source_id: 's', address: 's3://company/law/act.pdf' });
  const { page } = await signedIn({ prepare });
  await page.getByRole('button', { name: 'act.pdf', exact: true }).click();
  await page.getByTestId('reader').getByText('s3://company/law/act.pdf').waitFor();
  expect(
    await page
      .getByTestId('reader')
      .getByRole('link', { name: /original/ })
      .count(),
  ).toBe(0);
});

it('deletes much only after it was allowed', async () => {
  const { page, backend } = await opened({
    prepare: (fake) => read(fake, { outcome: 'asks', deletions: 4 }),
  });
  await dialog(page).getByText('The run would delete 4 of 9 documents.').waitFor();
  await shot(page, 'guard');
  await button(page, 'Allow it to delete 4').click();
  await dialog(page).getByText('Reading the pages…').waitFor();
  expect(backend.sources.runs).toEqual([{ allow_deletions: 4 }]);
  expect(await dialog(page).getByTestId('source-guard').count()).toBe(0);
});

it('lists pages that could not be read first, with a way to run again', async () => {
  const { page, backend } = await opened({ prepare: read });
  await button(page, 'Pages').click();
  const first = dialog(page).getByTestId('source-page').first();
  await first.getByText('docs.example.org gave no answer in time.').waitFor();
  expect(await first.getAttribute('data-state')).toBe('failed');
  await shot(page, 'pages');
  await button(page, 'Run again').click();
  await expect.poll(() => backend.sources.runs).toEqual([{}]);
});

it('is paused, resumed, and ended with its documents kept, by keyboard', async () => {
  const { page, backend } = await opened({ prepare: read });
  const press = async (name) => {
    await button(page, name).focus();
    await page.keyboard.press('Enter');
  };
  await press('Pause');
  await dialog(page).getByText('It is paused: it does not run by itself.').waitFor();
  await press('Resume');
  await expect.poll(() => only(backend).paused).toBe(false);
  await press('End source');
  await press('Keep the documents');
  await dialog(page).getByText('The source is being removed…').waitFor();
  expect(backend.sources.ended).toEqual(['keep']);
  backend.sources.sources.clear();
  await dialog(page).getByText('There are no web sources yet.').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => dialog(page).count()).toBe(0);
});

it('leads from the reader and from a citation to the original', async () => {
  const prepare = ({ store }) =>
    store.addDocument({ filename: 'report.pdf', source_id: 's', address: `${SITE}start` });
  const { page } = await signedIn({ prepare });
  await page.getByRole('button', { name: 'report.pdf', exact: true }).click();
  const original = page.getByTestId('reader').getByRole('link', { name: /^Open the original page/ });
  expect(await original.getAttribute('href')).toBe(`${SITE}start`);
  expect(await original.getAttribute('rel')).toContain('noreferrer');
  await shot(page, 'reader');
  await page.getByTestId('reader-close').click();
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  await page.getByTestId('citation').first().hover();
  const card = page.getByTestId('citation-card');
  await card.getByRole('link', { name: /^Open the original page/ }).waitFor();
  await shot(page, 'card');
});

it('leaves the head and the filters of the panel on one line each, and is in the palette', async () => {
  const { page } = await signedIn({ prepare: ({ store }) => store.addDocument({ filename: 'report.pdf' }) });
  const panel = page.getByRole('region', { name: 'Documents' });
  for (const line of ['header', 'form[role=search]']) {
    const parts = panel.locator(line).locator('h2, input, button:visible');
    await expect.poll(() => parts.count()).toBe(4);
    const middles = await parts.evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ top, height }) => top + height / 2),
    );
    expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(6);
  }
  await shot(page, 'panel');
  await page.keyboard.press('Control+KeyK');
  await page
    .getByRole('combobox', { name: 'Search conversations, documents and actions' })
    .fill('web sources');
  await page.keyboard.press('Enter');
  await dialog(page).waitFor();
});

const LOOKS = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 360, height: 740 } }],
  ['arabic', { locale: 'ar' }],
];

it.each(LOOKS)('has no serious finding of axe: %s', async (name, options) => {
  const { page, backend } = await signedIn({
    prepare: (fake) => {
      read(fake, { outcome: 'asks', deletions: 4 });
      const running = fake.sources.add({ address: 'https://news.example.org/', follow: 'sitemap' });
      Object.assign(running, { state: 'running' });
      fake.sources.count(running, { read: 12, added: 3, unchanged: 8, failed: 1 });
    },
    ...options,
  });
  if (name === 'phone') await page.getByTestId('toggle-documents').click();
  await page.getByTestId('open-sources').click();
  const row = page.getByTestId('web-source').last();
  await row.getByRole('group').first().getByRole('button').nth(3).click();
  await page.getByTestId('source-page').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await shot(page, name);
  await row.getByRole('group').first().getByRole('button').last().click();
  await page.getByTestId('source-page').waitFor({ state: 'detached' });
  expect(await violations(page)).toEqual([]);
  const within = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  expect(within).toBe(true);
  await row.scrollIntoViewIfNeeded();
  await shot(page, `${name}-end`);
  expect(backend.sources.ended).toEqual([]);
});
