/** The list of documents: its order, its groups, and what is done with several documents at once. */
import { expect, it } from 'vitest';
import { connected, usePages } from './page.mjs';

const { signedIn } = usePages();
const filled = ({ store }) => {
  const add = (filename, day, more = {}) =>
    store.addDocument({ filename, created_at: `2026-03-0${day}T00:00:00Z`, ...more });
  add('b10.pdf', 1, { size: 10, tags: ['law'] });
  add('b2.docx', 2, { size: 30 });
  add('a.xlsx', 3, { size: 20, tags: ['law', 'zoo'] });
};
const names = (page) =>
  page
    .getByTestId('document-row')
    .locator('button[aria-label]:first-of-type')
    .evaluateAll((all) =>
      all.map((one) => one.getAttribute('aria-label')).filter((name) => /\.\w+$/.test(name)),
    )
    .then((all) => all.filter((name) => !name.startsWith('Actions')));
const arrange = async (page, choice) => {
  await page.getByRole('button', { name: 'Sort and group' }).click();
  await page.getByRole('menuitemradio', { name: choice }).click();
};
const tags = ({ store }) =>
  store.listDocuments().map(({ filename, tags }) => `${filename}: ${tags.join(' ')}`);

it('is sorted and grouped as one likes, also after a reload', async () => {
  const { page } = await signedIn({ prepare: filled });
  await expect.poll(() => names(page)).toEqual(['a.xlsx', 'b2.docx', 'b10.pdf']);
  await arrange(page, 'Largest first');
  await expect.poll(() => names(page)).toEqual(['b2.docx', 'a.xlsx', 'b10.pdf']);
  await arrange(page, 'By name');
  await arrange(page, 'Group by tag');
  await expect.poll(() => names(page)).toEqual(['a.xlsx', 'b10.pdf', 'a.xlsx', 'b2.docx']);
  await page.getByRole('list', { name: 'Without a tag' }).getByText('b2.docx').waitFor();
  await page.reload();
  await connected(page);
  await page.getByRole('list', { name: 'zoo' }).waitFor();
  await page.getByRole('button', { name: 'Sort and group' }).click();
  expect(await page.getByRole('menuitemradio', { name: 'By name' }).getAttribute('aria-checked')).toBe(
    'true',
  );
});

it('lets several documents be tagged, asked and deleted at once, with an undo', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  const select = (name) => page.getByRole('checkbox', { name: `Select ${name}` });
  await select('a.xlsx').check();
  await select('b10.pdf').click({ modifiers: ['Shift'] });
  await page.getByText('3 selected').waitFor();
  await select('b2.docx').uncheck();
  await page.getByTestId('selection').getByRole('button', { name: 'Add tags' }).click();
  await page.getByLabel('Tags to add').fill('new, law');
  await page.keyboard.press('Enter');
  await page.getByText('Tags added: 2 documents').waitFor();
  expect(tags(backend)).toEqual(['a.xlsx: law zoo new', 'b2.docx: ', 'b10.pdf: law new']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => tags(backend)).toEqual(['a.xlsx: law zoo', 'b2.docx: ', 'b10.pdf: law']);
  await page.getByTestId('selection').getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByTestId('scope-chips').getByText('a.xlsx').waitFor();
  await page.getByTestId('scope-chips').getByText('b10.pdf').waitFor();
  await page.getByTestId('selection').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Deleted: 2 documents').waitFor();
  expect(await page.getByTestId('document-row').count()).toBe(1);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(() => page.getByTestId('document-row').count()).toBe(3);
  await page.getByRole('button', { name: 'Actions for b2.docx' }).click();
  await page.getByRole('menuitem', { name: 'Select', exact: true }).click();
  await page.getByRole('button', { name: 'Select all' }).click();
  await page.getByTestId('selection').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => backend.store.documents.size, { timeout: 20_000 }).toBe(0);
});

it('draws a part of many documents, and more at a wish', async () => {
  const { page } = await signedIn({
    prepare: ({ store }) => {
      for (let n = 0; n < 260; n++) store.addDocument({ filename: `report ${n} of the year 2026.pdf` });
    },
  });
  await arrange(page, 'By name');
  const rows = page.getByTestId('document-row');
  await expect.poll(() => rows.count()).toBe(100);
  await page.getByRole('button', { name: 'report 0 of the year 2026.pdf', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Show more' }).last().click();
  await expect.poll(() => rows.count()).toBe(200);
});
