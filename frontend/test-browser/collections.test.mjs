/** Collections: what is in them is listed, asked and changed, and nothing else. */
import { expect, it } from 'vitest';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const rows = (page) => page.getByTestId('document-row');
const dialog = (page) => page.getByRole('dialog', { name: 'Collections' });

function three({ store }) {
  for (const filename of ['lease.pdf', 'plan.md', 'report.pdf']) store.addDocument({ filename });
}

function leases(backend) {
  three(backend);
  const lease = [...backend.store.documents.values()][0];
  backend.store.addCollection('Leases', [lease.id]);
}

const select = (page, name) => page.getByRole('checkbox', { name: `Select ${name}` }).check();

async function put(page, name) {
  await page.getByTestId('selection').getByRole('button', { name: 'Add to a collection' }).click();
  await page.getByRole('dialog').locator('input').fill(name);
  await page.keyboard.press('Enter');
}

it('puts documents into a new collection, lists them, and takes one out', async () => {
  const { page, backend } = await signedIn({ prepare: three });
  await select(page, 'lease.pdf');
  await select(page, 'plan.md');
  await put(page, 'Flat');
  await page.getByText('Added to “Flat”.').waitFor();
  const [flat] = [...backend.store.collections.values()];
  expect(flat.held.size).toBe(2);
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await page.getByRole('combobox', { name: 'Collections' }).selectOption('Flat');
  await expect.poll(() => rows(page).count()).toBe(2);
  await select(page, 'plan.md');
  await page.getByRole('button', { name: 'Take out of the collection' }).click();
  await expect.poll(() => rows(page).count()).toBe(1);
  expect(await rows(page).first().textContent()).toContain('lease.pdf');
  expect(backend.store.documents.size).toBe(3);
});

it('puts documents into a collection that is there already', async () => {
  const { page, backend } = await signedIn({ prepare: leases });
  await select(page, 'report.pdf');
  await put(page, 'Leases');
  await page.getByText('Added to “Leases”.').waitFor();
  expect(backend.store.collections.size).toBe(1);
  expect([...backend.store.collections.values()][0].held.size).toBe(2);
});

it('asks within a collection alone, and says so', async () => {
  const { page, backend } = await signedIn({ prepare: leases });
  const [collection] = [...backend.store.collections.keys()];
  await page.getByTestId('open-collections').click();
  await dialog(page).getByRole('button', { name: 'Actions for Leases' }).click();
  await page.getByRole('menuitem', { name: 'Ask within this collection' }).click();
  await page.getByTestId('scope-chips').getByText('Leases').waitFor();
  await ask(page, 'What is the rent?');
  await lastAnswer(page).waitFor();
  expect(backend.chat.asked.at(-1)).toMatchObject({ collection_ids: [collection] });
  expect(backend.chat.asked.at(-1).document_ids).toBeUndefined();
  await page.getByTestId('question-scope').getByText('In collection “Leases”').waitFor();
  await page.getByRole('button', { name: 'Do not limit to Leases' }).click();
  await ask(page, 'And elsewhere?');
  await lastAnswer(page).waitFor();
  expect(backend.chat.asked.at(-1).collection_ids).toBeUndefined();
});

it('is made, renamed, and deleted with an undo; its documents stay', async () => {
  const { page, backend } = await signedIn({ prepare: leases });
  const names = () => [...backend.store.collections.values()].map(({ name }) => name);
  await page.getByTestId('open-collections').click();
  await dialog(page).getByTestId('new-collection').click();
  await page.getByRole('dialog', { name: 'New collection' }).getByRole('textbox').fill('Cars');
  await page.keyboard.press('Enter');
  await dialog(page).getByText('Cars').waitFor();
  await dialog(page).getByRole('button', { name: 'Actions for Cars' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog', { name: 'Rename' }).getByRole('textbox').fill('Vans');
  await page.keyboard.press('Enter');
  await dialog(page).getByText('Vans').waitFor();
  await expect.poll(names).toEqual(['Leases', 'Vans']);
  await dialog(page).getByRole('button', { name: 'Actions for Vans' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect.poll(() => dialog(page).getByTestId('collection').count()).toBe(1);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByTestId('open-collections').click();
  await expect.poll(() => dialog(page).getByTestId('collection').count()).toBe(2);
  expect(backend.store.documents.size).toBe(3);
});
