/** Every flow without a mouse: what has the focus is reached by Tab and arrows alone, and used by Enter and Escape. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { blank } from '../test-support/fake-backend/store.mjs';
import { focused, goTo, press, search, signIn, signUp } from './keys.mjs';
import { connected, lastAnswer, row, usePages } from './page.mjs';

const { visit } = usePages();
const report = ({ store }) => store.addDocument({ filename: 'report.pdf', tags: ['finance'] });

describe('by keyboard alone', () => {
  it('one creates an account, signs out, and in again', async () => {
    const { page } = await visit();
    await signUp(page);
    await connected(page);
    await press(page, 'Account');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByTestId('sign-in-submit').waitFor();
    await goTo(page, 'Email');
    await page.keyboard.type('new@example.com');
    await goTo(page, 'Password');
    await page.keyboard.type('Secret-word-1');
    await page.keyboard.press('Enter');
    await connected(page);
  });

  it('one asks, opens a citation, asks about its page, and closes the reader', async () => {
    const { page } = await visit({ prepare: report });
    await signIn(page);
    await page.keyboard.press('Alt+KeyA');
    await page.keyboard.type('How did sales develop?');
    await page.keyboard.press('Enter');
    await lastAnswer(page).waitFor();
    await press(page, /^Source 1: report\.pdf/, 'Shift+Tab');
    await page.getByTestId('reader-quote').first().waitFor();
    await press(page, 'Text');
    await page.getByTestId('reader-passage').waitFor();
    await press(page, 'Ask about this page');
    expect((await focused(page)).name).toBe('Your question');
    await page.keyboard.press('Escape');
    await page.getByTestId('reader').waitFor({ state: 'detached' });
  });

  it('one stops an answer, rates it, has it made again, and edits the question', async () => {
    const { page, backend } = await visit({ prepare: report });
    backend.chat.pace = 30;
    await signIn(page);
    await page.keyboard.press('Alt+KeyA');
    await page.keyboard.type('How did sales develop?');
    await page.keyboard.press('Enter');
    await lastAnswer(page, 'streaming').getByText('Net sales').waitFor();
    await page.keyboard.press('Alt+KeyS');
    await lastAnswer(page, 'stopped').waitFor();
    backend.chat.pace = 1;
    await press(page, 'Good answer', 'Shift+Tab');
    await expect.poll(() => backend.feedback).toEqual([{ rating: 'up' }]);
    await press(page, 'Answer again');
    await lastAnswer(page).waitFor();
    await page.keyboard.press('Alt+KeyA');
    await press(page, 'Edit and ask again', 'Shift+Tab');
    expect(await page.getByTestId('edit-question').inputValue()).toBe('How did sales develop?');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('How did profits develop?');
    await page.keyboard.press('Enter');
    await page.getByTestId('message-user').getByText('How did profits develop?').waitFor();
  });

  it('one finds, renames, deletes and brings back a conversation', async () => {
    const { page } = await visit({ prepare: ({ store }) => store.addConversation('First title') });
    await signIn(page);
    await search(page, 'first');
    await press(page, 'Actions for First title');
    await press(page, 'Rename', 'ArrowDown');
    await page.keyboard.type('New title');
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await search(page, 'new');
    await press(page, 'Actions for New title');
    await press(page, 'Delete', 'ArrowDown');
    await page.getByTestId('conversation-row').waitFor({ state: 'detached' });
    await press(page, 'Undo');
    await page.getByTestId('conversation-row').waitFor();
  });

  it('one opens, tags, filters, deletes and brings back a document', async () => {
    const { page } = await visit({ prepare: report });
    await signIn(page);
    await press(page, 'report.pdf');
    await page.getByTestId('reader').waitFor();
    await page.keyboard.press('Escape');
    await goTo(page, 'Filter by name');
    await press(page, 'Actions for report.pdf');
    await press(page, 'Edit tags', 'ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.type(', 2026');
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect((await focused(page)).name).toBe('Actions for report.pdf');
    await press(page, '2026', 'Shift+Tab');
    await press(page, 'Actions for report.pdf');
    await press(page, 'Delete', 'ArrowDown');
    await row(page, 'ready').waitFor({ state: 'detached' });
    await press(page, 'Undo');
    await row(page, 'ready').waitFor();
    await page.keyboard.press('Alt+KeyD');
    await page.getByTestId('document-row').waitFor({ state: 'detached' });
  });

  it('one adds files, limits what is searched, and reads the shortcuts', async () => {
    const { page } = await visit({ prepare: report });
    await signIn(page);
    await row(page, 'ready').first().waitFor(); // From here on the page listens to shortcuts.
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Alt+KeyU');
    await (await chooser).setFiles([{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }]);
    await row(page, 'ready').nth(1).waitFor();
    await page.keyboard.press('Alt+KeyA');
    await press(page, /^Choose what to search/);
    await expect.poll(async () => (await focused(page)).name).toBe('Filter by name');
    await goTo(page, 'finance');
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await page.getByTestId('scope-chips').getByText('finance').waitFor();
    expect((await focused(page)).name).toMatch(/^Choose what to search/);
    await page.keyboard.press('Alt+Slash');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await press(page, 'Account');
    await press(page, 'Appearance', 'ArrowDown');
    await expect.poll(async () => (await focused(page)).name).toBe('Like the system');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  });

  it('one confirms a new account with a code, after a wrong one', async () => {
    const { page } = await visit({ backendOptions: { confirmByMail: true } });
    await signUp(page);
    await page.getByTestId('confirmation-code').waitFor();
    // The form takes the focus: no Tab is needed.
    expect((await focused(page)).name).toBe('Confirmation code');
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await page.getByText('That code is not right.').waitFor();
    expect((await focused(page)).name).toBe('Confirmation code');
    await page.keyboard.press('Control+KeyA');
    await page.keyboard.type('123456');
    await press(page, 'Confirm');
    await connected(page);
  });

  it('one sets a new password with a code, and signs in with it', async () => {
    const { page } = await visit();
    await page.getByTestId('sign-in-submit').waitFor();
    await press(page, 'Forgotten password?');
    await page.getByRole('button', { name: 'Send code' }).waitFor();
    expect((await focused(page)).name).toBe('Email');
    await page.keyboard.type('demo@grail.local');
    await press(page, 'Send code');
    await page.getByTestId('confirmation-code').waitFor();
    expect((await focused(page)).name).toBe('Confirmation code');
    await page.keyboard.type('123456');
    await goTo(page, 'New password');
    await page.keyboard.type('Another-word-2');
    await press(page, 'Set new password');
    await page.getByText('Your password has been changed.').waitFor();
    await goTo(page, 'Password');
    await page.keyboard.type('Another-word-2');
    await page.keyboard.press('Enter');
    await connected(page);
  });

  it('one opens the usage, reads what each day of its chart came to, and closes it', async () => {
    const { page } = await visit({ prepare: report });
    await signIn(page);
    await press(page, 'Account');
    await press(page, 'Usage', 'ArrowDown');
    await page.getByRole('img', { name: 'Price for each day' }).waitFor();
    await press(page, 'Day by day');
    const days = page.getByRole('dialog').getByText(/: \d+ questions?, \$0\.\d+/);
    await expect.poll(() => days.filter({ visible: true }).count()).toBe(12);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect((await focused(page)).name).toBe('Account');
  });

  it('one takes a conversation along as Markdown and as JSON', async () => {
    const said = [
      blank({ role: 'user', text: 'How heavy?' }),
      blank({ role: 'assistant', text: 'Three tons.' }),
    ];
    const { page } = await visit({ prepare: ({ store }) => store.addConversation('The tower', said) });
    await signIn(page);
    const save = async (kind) => {
      await press(page, 'Actions for The tower');
      const download = page.waitForEvent('download');
      await press(page, `Export as ${kind}`, 'ArrowDown');
      const file = await download;
      return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
    };
    const [markdown, text] = await save('Markdown');
    expect(markdown).toBe('The tower.md');
    expect(text).toContain('## How heavy?\n\nThree tons.');
    const [json, data] = await save('JSON');
    expect(json).toBe('The tower.json');
    expect(JSON.parse(data).messages.map((message) => message.text)).toEqual(['How heavy?', 'Three tons.']);
  });

  it('one calls off an upload, and goes on from where it stood', async () => {
    const { page, backend } = await visit({ prepare: (made) => (made.holdUploads = true) });
    await signIn(page);
    await page.getByText('Add a document first').waitFor();
    const chooser = page.waitForEvent('filechooser');
    await press(page, 'Add files');
    const file = (name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('x') });
    await (await chooser).setFiles([file('slow.txt'), file('also.txt')]);
    await row(page, 'uploading').nth(1).waitFor();
    await press(page, 'Cancel the upload of slow.txt');
    await expect.poll(() => backend.store.documents.size).toBe(1);
    await page.getByText('slow.txt').waitFor({ state: 'detached' });
    await page.keyboard.press('Tab');
    expect((await focused(page)).name).toBe('Select also.txt');
    await press(page, 'Cancel the upload of also.txt');
    await expect.poll(() => backend.store.documents.size).toBe(0);
  });

  it('one turns the pages of a PDF, and keeps the focus at the last and the first', async () => {
    const { page } = await visit({ prepare: report });
    await signIn(page);
    await press(page, 'report.pdf');
    await page.getByText('Page 1 of 2').waitFor();
    await press(page, 'Next page');
    await page.getByText('Page 2 of 2').waitFor();
    await page.keyboard.press('Enter');
    expect((await focused(page)).name).toBe('Next page');
    await page.getByRole('button', { name: 'Next page', disabled: true }).waitFor();
    await press(page, 'Previous page', 'Shift+Tab');
    await page.getByText('Page 1 of 2').waitFor();
    await page.keyboard.press('Enter');
    expect((await focused(page)).name).toBe('Previous page');
  });
});
