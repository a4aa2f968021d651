/** A collection is shared with another person, who accepts, asks and reads, until one of both ends it. */
import { afterEach, expect, it } from 'vitest';
import { violations } from '../test-support/axe.mjs';
import { ask, connected, dropFolder, lastAnswer, signIn, usePages } from './page.mjs';

const { signedIn, launched } = usePages();
const ANNA = 'anna@example.org';
const PASSWORD = 'Her-own-word-2';
const contexts = [];
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

const dialog = (page, name) => page.getByRole('dialog', { name, exact: true });
const collections = (page) => dialog(page, 'Collections');
const grants = (page) => page.getByTestId('grant');
const shared = (page) => page.getByTestId('shared-collection');
const shot = (page, name) =>
  process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/sharing-${name}.png` });

/** The demo's person has a collection and Anna has nothing. */
function flat({ store, cognito, demo }) {
  cognito.addUser(ANNA, PASSWORD);
  const lease = store.addDocument({ filename: 'lease.pdf', owner: demo.email });
  store.addDocument({ filename: 'diary.md', owner: demo.email });
  store.addCollection('Flat', [lease.id], demo.email);
}

const invited = (role) => (backend) => {
  flat(backend);
  const [collection] = backend.store.collections.values();
  backend.sharing.given('POST', backend.demo.email, collection, undefined, { email: ANNA, role });
};

const sharedWithAnna =
  (role = 'viewer') =>
  (backend) => {
    invited(role)(backend);
    const [{ id }] = backend.sharing.grants;
    backend.sharing.invitations('POST', ANNA, id);
  };

/** Anna's page on the same service. */
async function annas(backend, options = {}) {
  const context = await launched().newContext({ viewport: { width: 1280, height: 800 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(backend.url);
  await signIn(page, ANNA, PASSWORD);
  await connected(page);
  return page;
}

const open = (page) => page.getByTestId('open-collections').click();

async function openGrants(page) {
  await open(page);
  await collections(page).getByRole('button', { name: 'Actions for Flat' }).click();
  await page.getByRole('menuitem', { name: 'Share…' }).click();
  await dialog(page, 'Share “Flat”').waitFor();
}

it('is shared by keyboard, accepted, asked and read, and gone once that is ended', async () => {
  const { page, backend } = await signedIn({ prepare: flat });
  await openGrants(page);
  await page.getByText('Nobody else can read this collection.').waitFor();
  await page.keyboard.type(ANNA);
  await page.keyboard.press('Enter');
  await expect.poll(() => grants(page).count()).toBe(1);
  expect(await grants(page).textContent()).toMatch(/anna@example.orgread and ask · invited until/);

  const anna = await annas(backend);
  await anna.getByRole('button', { name: 'Collections: you are invited to one' }).click();
  const invitation = anna.getByTestId('invitation');
  expect(await invitation.textContent()).toContain(`from ${backend.demo.email}`);
  await shot(anna, 'invitation');
  await invitation.getByRole('button', { name: 'Accept' }).click();
  await expect.poll(() => shared(anna).count()).toBe(1);
  await expect.poll(() => invitation.count()).toBe(0);
  expect(await shared(anna).textContent()).toContain(`from ${backend.demo.email}`);

  await anna.keyboard.press('Escape');
  await anna.getByRole('button', { name: /^Choose what to search/ }).click();
  await anna.getByRole('checkbox', { name: 'Flat' }).check();
  expect(await anna.getByRole('group', { name: 'Collections' }).textContent()).toContain(backend.demo.email);
  await shot(anna, 'scope');
  await anna.keyboard.press('Escape');
  await ask(anna, 'What is the rent?');
  await lastAnswer(anna).waitFor();
  const [collection] = backend.store.collections.keys();
  expect(backend.chat.asked.at(-1)).toMatchObject({ collection_ids: [collection] });

  await open(anna);
  await shared(anna).getByRole('button', { name: /^Flat/ }).click();
  await shot(anna, 'documents');
  await anna.getByTestId('shared-document').getByRole('button').click();
  await anna.getByTestId('reader').getByText('lease.pdf').first().waitFor();
  await anna.getByTestId('reader-close').click();
  expect(await anna.getByTestId('document-row').count()).toBe(0);

  await page.keyboard.press('Escape');
  await dialog(page, 'Share “Flat”').waitFor({ state: 'detached' });
  expect(await collections(page).count()).toBe(1);
  await page.keyboard.press('Escape');
  await openGrants(page);
  await page.getByRole('button', { name: `End sharing with ${ANNA}` }).click();
  await dialog(page, `End sharing with ${ANNA}`).getByRole('button', { name: 'End', exact: true }).click();
  await expect.poll(() => grants(page).count()).toBe(0);
  expect(backend.sharing.grants).toEqual([]);

  await open(anna);
  await expect.poll(() => shared(anna).count()).toBe(0);
  await anna.keyboard.press('Escape');
  await expect.poll(() => anna.getByTestId('scope-chips').count()).toBe(0);
});

it('is left after a confirmation', async () => {
  const { backend } = await signedIn({ prepare: sharedWithAnna() });
  const anna = await annas(backend);
  await open(anna);
  await shared(anna).getByRole('button', { name: 'Actions for Flat' }).click();
  expect(await anna.getByRole('menuitem', { name: 'Share…' }).count()).toBe(0);
  await anna.getByRole('menuitem', { name: 'Leave' }).click();
  await dialog(anna, 'Leave “Flat”?').getByRole('button', { name: 'Cancel' }).click();
  expect(backend.sharing.grants).toHaveLength(1);
  await shared(anna).getByRole('button', { name: 'Actions for Flat' }).click();
  await anna.getByRole('menuitem', { name: 'Leave' }).click();
  await dialog(anna, 'Leave “Flat”?').getByRole('button', { name: 'Leave' }).click();
  await anna.getByText('You have left “Flat”.').waitFor();
  await expect.poll(() => shared(anna).count()).toBe(0);
  expect(backend.sharing.grants).toEqual([]);
});

it('is declined', async () => {
  const { backend } = await signedIn({ prepare: invited('viewer') });
  const anna = await annas(backend);
  await open(anna);
  await anna.getByRole('button', { name: 'Decline' }).click();
  await expect.poll(() => anna.getByTestId('invitation').count()).toBe(0);
  expect(backend.sharing.grants).toEqual([]);
});

it('is shared with everyone after a confirmation, and cannot be left then', async () => {
  const { page, backend } = await signedIn({ prepare: flat });
  await openGrants(page);
  await page.getByRole('button', { name: 'Share with everyone who is signed in' }).click();
  await dialog(page, 'Share with everyone who is signed in').getByRole('button', { name: 'Share' }).click();
  await expect.poll(() => grants(page).count()).toBe(1);
  expect(backend.sharing.grants[0]).toMatchObject({ everyone: true, role: 'viewer' });
  const anna = await annas(backend);
  await open(anna);
  await shared(anna).getByRole('button', { name: 'Actions for Flat' }).click();
  await anna.getByRole('menuitem', { name: 'Leave' }).click();
  await dialog(anna, 'You cannot leave “Flat”')
    .getByText(/until its owner ends that/)
    .waitFor();
  await shot(anna, 'everyone');
  await anna.keyboard.press('Escape');
  expect(await shared(anna).textContent()).toContain('shared with everyone');
});

/** Anna’s page with the dialog of a collection that is shared with her. */
async function inside(role, options) {
  const { page, backend } = await signedIn({ prepare: sharedWithAnna(role), ...options });
  const anna = await annas(backend);
  await open(anna);
  await shared(anna).getByRole('button', { name: /^Flat/ }).click();
  await dialog(anna, 'Flat').waitFor();
  return { page, backend, anna };
}

const held = (page, status) => page.locator(`[data-testid=shared-document][data-status=${status}]`);
const text = (name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('Some words.') });

it('takes files of a contributor, who sees them read and takes one out again', async () => {
  const { page, backend, anna } = await inside('contributor');
  await held(anna, 'ready').waitFor();
  await anna.getByTestId('shared-upload-input').setInputFiles([text('notes.md'), text('broken.md')]);
  await expect.poll(() => held(anna, 'ready').count(), { timeout: 20_000 }).toBe(2);
  await held(anna, 'failed')
    .getByText(/This file is damaged.* · added by you/)
    .waitFor();
  await shot(anna, 'contributed');
  expect(await anna.getByTestId('document-row').count()).toBe(0);
  await expect.poll(() => page.getByTestId('document-row').count()).toBe(4);
  const added = backend.store.listDocuments().find(({ filename }) => filename === 'notes.md');
  expect(added).toMatchObject({ owner: backend.demo.email, added_by: ANNA });
  expect(await anna.getByRole('button', { name: /^Take out/ }).count()).toBe(2);
  await anna.getByRole('button', { name: 'Take out “notes.md”' }).click();
  await dialog(anna, 'Take out “notes.md”').getByRole('button', { name: 'Take out', exact: true }).click();
  await expect.poll(() => anna.getByTestId('shared-document').count()).toBe(2);
  expect(backend.store.documents.has(added.id)).toBe(true);
  await anna.keyboard.press('Escape');
  await expect.poll(() => shared(anna).textContent()).toContain('2 documents');
});

it('takes what is dropped while it is open, and takes back what is cancelled', async () => {
  const { backend, anna } = await inside('manager');
  backend.holdUploads = true;
  await dropFolder(anna, 'letters', { 'letter.md': null });
  const row = anna.getByTestId('upload-row').last();
  await row.getByText('letter.md').waitFor();
  await held(anna, 'uploading').waitFor();
  const [flat] = backend.store.collections.values();
  expect(flat.held.size).toBe(2);
  await dialog(anna, 'Flat').getByRole('button', { name: 'Cancel the upload of letter.md' }).click();
  await expect.poll(() => flat.held.size).toBe(1);
  await expect.poll(() => held(anna, 'uploading').count()).toBe(0);
  expect(backend.requests.filter((call) => call.startsWith('DELETE /documents'))).toEqual([]);
});

it('offers a viewer no way to add or take out', async () => {
  const { anna } = await inside('viewer');
  await held(anna, 'ready').waitFor();
  expect(await anna.getByTestId('add-to-shared').count()).toBe(0);
  expect(await anna.getByRole('button', { name: /^Take out/ }).count()).toBe(0);
});

it('says why a file was not taken', async () => {
  const { backend, anna } = await inside('contributor');
  backend.sharing.grants[0].role = 'viewer';
  await anna.getByTestId('shared-upload-input').setInputFiles(text('notes.md'));
  const row = dialog(anna, 'Flat').getByTestId('upload-row');
  await row.getByText('This collection does not exist.').waitFor();
  await row.getByRole('button', { name: 'Dismiss notes.md' }).click();
  await expect.poll(() => anna.getByTestId('upload-row').count()).toBe(0);
});

it('says why it was not shared', async () => {
  const { page } = await signedIn({ prepare: invited('contributor') });
  await openGrants(page);
  const refused = async (address, sentence) => {
    await page.getByLabel('Email address').fill(address);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(sentence).waitFor();
  };
  await refused('anna', 'Give the email address of somebody else, in plain English letters.');
  await refused(ANNA, 'This collection is shared with them already.');
});

it('is shared on by its managers, who make no managers and end none', async () => {
  const { backend } = await signedIn({ prepare: sharedWithAnna('manager') });
  const anna = await annas(backend);
  await openGrants(anna);
  expect(await anna.getByLabel('They may').locator('option').allTextContents()).toEqual([
    'read and ask',
    'also add documents',
  ]);
  await anna.getByLabel('They may').selectOption('also add documents');
  await anna.getByLabel('Email address').fill('ben@example.org');
  await anna.keyboard.press('Enter');
  await expect.poll(() => grants(anna).count()).toBe(2);
  expect(backend.sharing.grants[1]).toMatchObject({ email: 'ben@example.org', role: 'contributor' });
  expect(await anna.getByRole('button', { name: /^End sharing with/ }).count()).toBe(1);
});

const LOOKS = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 360, height: 740 } }],
  ['arabic', { locale: 'ar', colorScheme: 'dark' }],
];
const texts = import.meta.glob('../src/config/strings/*/index.ts');

it.each(LOOKS)('has no serious finding of axe, %s', async (name, { locale = 'de', ...options }) => {
  const t = await texts[`../src/config/strings/${locale}/index.ts`]();
  const both = (backend) => {
    sharedWithAnna('manager')(backend);
    const travel = backend.store.addCollection('Travel', [], backend.demo.email);
    backend.sharing.given('POST', backend.demo.email, travel, undefined, { email: ANNA, role: 'viewer' });
    backend.store.addCollection('Recipes', [], ANNA);
  };
  const { backend } = await signedIn({ prepare: both });
  const anna = await annas(backend, { locale, ...options });
  if (name === 'phone') await anna.getByTestId('toggle-documents').click();
  await open(anna);
  await shared(anna).waitFor();
  await anna.getByTestId('invitation').waitFor();
  expect(await violations(anna)).toEqual([]);
  await shot(anna, `${name}-collections`);
  await anna.getByRole('button', { name: t.documents.actions('Flat') }).click();
  await anna.getByRole('menuitem', { name: t.sharing.share }).click();
  await grants(anna).first().waitFor();
  expect(await violations(anna)).toEqual([]);
  expect(await anna.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await shot(anna, `${name}-grants`);
});
