/** What is said of many files that come in and are read. */
import { expect, it } from 'vitest';
import { dropFolder, row, usePages } from './page.mjs';

const { signedIn } = usePages();
const file = (name, text = 'x') => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const NOTE = 'Other documents are being worked on. This one is next in turn.';
const queued = ({ store }) => {
  for (const name of ['a.pdf', 'b.pdf', 'c.pdf'])
    store.addDocument({ filename: name, status: 'queued', note: NOTE, ready_at: null });
  store.addDocument({ filename: 'd.pdf' });
};

it('says in one line how much waits, and why, until all is read', async () => {
  const { page, backend } = await signedIn({ prepare: queued });
  const tray = page.getByTestId('ingest-tray');
  await tray.getByText('Reading 3 documents').waitFor();
  expect(await page.getByText(NOTE).count()).toBe(1);
  expect(await page.getByRole('progressbar').count()).toBe(1);
  expect(await row(page, 'queued').first().innerText()).toMatch(/Waiting/);
  await page.getByText('1 document is ready, and you can ask already. Reading 3 more.').waitFor();
  await expect.poll(() => page.title()).toMatch(/^\(0\/3\)/);
  const [c, b, a] = backend.store.listDocuments().slice(1);
  backend.store.change(a.id, { status: 'ready', note: null });
  await tray.getByText('Reading 3 documents · 1 ready').waitFor();
  await expect.poll(() => page.title()).toMatch(/^\(1\/3\)/);
  backend.store.change(b.id, { status: 'ready', note: null });
  const failure = { code: 'empty', message: 'There is no text in it.', retryable: false };
  backend.store.change(c.id, { status: 'failed', failure, note: null });
  await page.getByText('2 documents are ready. 1 could not be read.').waitFor();
  await tray.waitFor({ state: 'detached' });
  await expect.poll(() => page.title()).toBe('Grail');
});

it('notifies at the end whoever has asked for it by a click, and nobody at the start', async () => {
  const { page, backend } = await signedIn({
    prepare: queued,
    // A service worker would show it by itself.
    serviceWorkers: 'block',
    onContext: (context) =>
      context.addInitScript(() => {
        window.shown = [];
        window.asked = 0;
        window.Notification = class {
          static permission = 'default';
          static requestPermission() {
            window.asked++;
            this.permission = 'granted';
            return Promise.resolve('granted');
          }
          constructor(title, { body }) {
            window.shown.push(`${title}: ${body}`);
          }
        };
      }),
  });
  await page.getByTestId('ingest-tray').waitFor();
  expect(await page.evaluate(() => window.asked)).toBe(0);
  await page.getByRole('button', { name: 'Notify me when all are read' }).click();
  await page.getByText('You will be notified').waitFor();
  await page.evaluate(() =>
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true }),
  );
  for (const { id, status } of backend.store.listDocuments())
    if (status === 'queued') backend.store.change(id, { status: 'ready', note: null });
  await expect.poll(() => page.evaluate(() => window.shown)).toEqual(['Grail: 3 documents are ready.']);
  expect(await page.title()).toMatch(/^✓/);
});

it('asks whether a file that is here already replaces the other, or stands beside it', async () => {
  const { page, backend } = await signedIn({
    prepare: ({ store }) => store.addDocument({ filename: 'same.txt' }),
  });
  const add = (...files) => page.getByTestId('upload-input').setInputFiles(files);
  const names = () => backend.store.listDocuments().map(({ filename }) => filename);
  await add(file('same.txt'), file('other.txt'));
  const dialog = page.getByRole('dialog', { name: 'This file is already here' });
  await dialog.getByText('same.txt').waitFor();
  await row(page, 'ready').getByText('other.txt').waitFor();
  await dialog.getByRole('button', { name: 'Skip' }).click();
  expect(names()).toEqual(['other.txt', 'same.txt']);
  await add(file('same.txt'));
  await dialog.getByRole('button', { name: 'Replace' }).click();
  await expect.poll(() => backend.requests.filter((call) => /^PUT .*\/content$/.test(call)).length).toBe(1);
  expect(names()).toEqual(['other.txt', 'same.txt']);
  await row(page, 'ready').getByText('same.txt').waitFor();
  await add(file('same.txt'), file('other.txt'));
  await page.getByRole('dialog', { name: '2 files are already here' }).waitFor();
  await page.getByRole('button', { name: 'Keep both' }).click();
  await expect.poll(() => names().length).toBe(4);
});

it('knows files of one name apart by their folders', async () => {
  const { page, backend } = await signedIn();
  await dropFolder(page, 'work', {
    2025: { 'plan.txt': null },
    2026: { 'plan.txt': null, 'one.txt': null },
  });
  await row(page, 'ready').nth(2).waitFor();
  expect(
    backend.store
      .listDocuments()
      .map(({ folder }) => folder)
      .sort(),
  ).toEqual(['work/2025', 'work/2026', 'work/2026']);
  await page.getByText('in work/2025').waitFor();
  await page.getByText('in work/2026').waitFor();
  expect(await page.getByText('in work/2026').count()).toBe(1);
});
