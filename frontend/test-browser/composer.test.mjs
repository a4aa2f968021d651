/** The question's field: naming documents and prompts, adding files, and what it says of itself. */
import { expect, it } from 'vitest';
import { ask, connected, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const filled = ({ store }) => {
  store.addDocument({ filename: 'report.pdf', tags: ['finance'] });
  store.addDocument({ filename: 'Đường sắt 2024.docx' });
  store.addDocument({ filename: 'plan.md', status: 'embedding' });
};
const field = (page) => page.getByTestId('ask-input');
const option = (page, name) => page.getByTestId('composer-menu').getByRole('option', { name });

it('names a document with @, by keyboard alone, and limits the question to it', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  await field(page).pressSequentially('When does @duo');
  await option(page, 'Đường sắt 2024.docx').waitFor();
  expect(await page.getByTestId('composer-menu').getByRole('option').count()).toBe(1);
  const active = await field(page).getAttribute('aria-activedescendant');
  expect(await page.locator(`#${active}`).innerText()).toContain('Đường sắt');
  await page.keyboard.press('Enter');
  await page.getByTestId('scope-chips').getByText('Đường sắt 2024.docx').waitFor();
  expect(await field(page).inputValue()).toBe('When does ');
  await page.keyboard.type('it open?');
  await page.keyboard.press('Enter');
  await lastAnswer(page).waitFor();
  expect(backend.chat.asked[0].document_ids).toHaveLength(1);
});

it('names a tag with @, and closes the list on Escape', async () => {
  const { page } = await signedIn({ prepare: filled });
  await field(page).pressSequentially('@fin');
  await option(page, 'finance').click();
  await page.getByTestId('scope-chips').getByText('finance').waitFor();
  await field(page).pressSequentially('@re');
  await option(page, 'report.pdf').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('composer-menu').waitFor({ state: 'detached' });
  await page.keyboard.type('x');
  expect(await page.getByTestId('composer-menu').count()).toBe(0);
  expect(await field(page).inputValue()).toBe('@rex');
  await field(page).fill('mail ann@example.org');
  expect(await page.getByTestId('composer-menu').count()).toBe(0);
});

it('saves a question as a prompt, and takes it up again with a slash', async () => {
  const { page } = await signedIn({ prepare: filled });
  await ask(page, 'Which risks are named, and how large are they?');
  await lastAnswer(page).waitFor();
  await page.getByTestId('message-user').hover();
  await page.getByRole('button', { name: 'Save as a prompt' }).click();
  await page.getByText('They are kept in this browser alone.').waitFor();
  await page.getByLabel('Short name').fill('Risks');
  await page.keyboard.press('Enter');
  await page.getByTestId('prompt-row').getByText('Risks', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.reload();
  await connected(page);
  await field(page).pressSequentially('/ri');
  await option(page, 'Risks').waitFor();
  await page.keyboard.press('Tab');
  expect(await field(page).inputValue()).toBe('Which risks are named, and how large are they?');
  await field(page).fill('/');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Delete Risks' }).click();
  await page.getByTestId('prompt-row').waitFor({ state: 'detached' });
});

it('takes a document that is dragged onto the question', async () => {
  const { page } = await signedIn({ prepare: filled });
  await page
    .getByTestId('document-row')
    .filter({ hasText: 'report.pdf' })
    .dragTo(page.getByTestId('composer-box'));
  await page.getByTestId('scope-chips').getByText('report.pdf').waitFor();
});

it('adds files from the question', async () => {
  const { page, backend } = await signedIn();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('attach').click();
  await (await chooser).setFiles([{ name: 'new.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }]);
  await expect.poll(() => backend.store.documents.size).toBe(1);
});

it('says why Enter does nothing while an answer is written', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  backend.chat.pace = 60;
  await ask(page, 'How did sales develop?');
  await lastAnswer(page, 'streaming').waitFor();
  await ask(page, 'And then?');
  await page.getByText('An answer is being written. Wait for its end, or stop it first.').waitFor();
  expect(await field(page).inputValue()).toBe('And then?');
  await page.getByTestId('stop').click();
});

it('keeps many chosen documents on one line', async () => {
  const { page } = await signedIn({
    prepare: ({ store }) => {
      for (let n = 0; n < 120; n++)
        store.addDocument({ filename: `report ${n} about the long year 2026.pdf` });
    },
  });
  await page.getByRole('button', { name: /^Choose what to search/ }).click();
  await page.locator('[popover]').getByPlaceholder('Filter by name').fill('report 11');
  await page.getByRole('button', { name: 'Select all (11)' }).click();
  await page.keyboard.press('Escape');
  await page.getByText('In 11 documents').waitFor();
  const { height } = await page.getByTestId('scope-chips').boundingBox();
  expect(height).toBeLessThan(60);
});
