/** What one keeps: answers and words of one's own; and folders of conversations. */
import { expect, it } from 'vitest';
import { ask, connected, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const filled = ({ store }) => {
  store.addDocument({ filename: 'report.pdf' });
  store.addConversation('A contract of long ago', [], '2026-01-05T09:30:00Z');
  for (let n = 0; n < 60; n++) store.addConversation(`Talk ${n}`);
};
const notes = (page) => page.getByRole('dialog', { name: 'Notes' });

it('keeps an answer, which outlives its conversation and still opens its document', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  const keep = page.getByTestId('keep-answer');
  await keep.click();
  await expect.poll(() => keep.getAttribute('aria-pressed')).toBe('true');
  const conversations = backend.store.conversations;
  await expect.poll(() => [...backend.store.notes.values()].length).toBe(1);
  await page.getByTestId('new-conversation').click();
  conversations.delete([...conversations.keys()].at(-1));
  await page.reload();
  await connected(page);
  await page.getByTestId('open-notes').click();
  const note = notes(page).getByTestId('note');
  await note.getByRole('heading', { name: 'How did sales develop?' }).waitFor();
  await note.getByRole('button', { name: 'Edit your own words' }).click();
  await note.getByTestId('note-text').fill('For the report.');
  await note.getByRole('button', { name: 'Save' }).click();
  await note.getByText('For the report.', { exact: true }).waitFor();
  await note.getByRole('button', { name: 'Show the whole answer' }).click();
  await note.getByTestId('citation').first().click();
  await notes(page).waitFor({ state: 'detached' });
  await page.getByTestId('reader').waitFor();
});

it('takes words of one’s own, finds them, and deletes with an undo', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  await page.keyboard.press('Control+KeyK');
  await page.getByRole('dialog', { name: 'Go to or do' }).waitFor();
  await page.keyboard.type('notes');
  await page.keyboard.press('Enter');
  for (const text of ['Ask Ann about the dividend', '<img src=x onerror=alert(1)>']) {
    await notes(page).getByTestId('new-note').click();
    await notes(page).getByTestId('note-text').fill(text);
    await notes(page).getByRole('button', { name: 'Save' }).click();
    await notes(page).getByText(text, { exact: true }).waitFor();
  }
  await notes(page).getByRole('searchbox').fill('DIVIDEND');
  await expect.poll(() => notes(page).getByTestId('note').count()).toBe(1);
  await notes(page).getByRole('button', { name: 'Delete this note' }).click();
  await expect.poll(() => notes(page).getByTestId('note').count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByTestId('open-notes').click();
  await expect.poll(() => notes(page).getByTestId('note').count()).toBe(2);
  expect(backend.store.notes.size).toBe(2);
});

it('puts conversations into folders, which are renamed and dissolved', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  const old = [...backend.store.conversations.values()][0];
  await page.getByPlaceholder('Search conversations').fill('contract');
  await page.getByRole('button', { name: 'Actions for A contract of long ago' }).click();
  await page.getByRole('menuitem', { name: 'Move to a folder…' }).click();
  await page.getByRole('textbox', { name: /Folder’s name/ }).fill('Law');
  await page.keyboard.press('Enter');
  await expect.poll(() => old.folder).toBe('Law');
  await page.reload();
  await connected(page);
  const folder = page.getByTestId('folder');
  await folder.getByText('A contract of long ago').waitFor();
  await folder.getByRole('button', { name: 'Actions for the folder Law' }).click();
  await page.getByRole('menuitem', { name: 'Rename the folder' }).click();
  await page.getByRole('textbox', { name: /Folder’s name/ }).fill('Contracts');
  await page.keyboard.press('Enter');
  await folder.getByText('Contracts', { exact: true }).click();
  await expect.poll(() => folder.getByText('A contract of long ago').isVisible()).toBe(false);
  await folder.getByText('Contracts', { exact: true }).click();
  await folder.getByRole('button', { name: 'Actions for the folder Contracts' }).click();
  await page.getByRole('menuitem', { name: 'Dissolve the folder' }).click();
  await folder.waitFor({ state: 'detached' });
  expect(old.folder).toBe(null);
});
