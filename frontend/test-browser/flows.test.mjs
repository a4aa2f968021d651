import { describe, expect, it } from 'vitest';
import { ANSWER } from '../test-support/fake-backend/sample.mjs';
import { ask, connected, lastAnswer, row, signOut, usePages } from './page.mjs';

const { visit, signedIn } = usePages();
const report = ({ store }) => store.addDocument({ filename: 'report.pdf' });

describe('the account', () => {
  it('says when the password is wrong, then lets the right one in, and out again', async () => {
    const { page } = await visit();
    await page.getByTestId('sign-in-email').fill('demo@grail.local');
    await page.getByTestId('sign-in-password').fill('wrong-password');
    await page.getByTestId('sign-in-submit').click();
    await page.getByText('The email or the password is wrong.').waitFor();
    await page.getByTestId('sign-in-password').fill('Grail-demo-1');
    await page.getByTestId('sign-in-submit').click();
    await connected(page);
    await page.reload();
    await connected(page);
    await signOut(page);
    await page.getByTestId('sign-in-submit').waitFor();
  });

  it('signs up without a code where none is asked for', async () => {
    const { page } = await visit();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByTestId('sign-up-email').fill('new@example.com');
    await page.getByTestId('sign-up-password').fill('Secret-word-1');
    await page.getByTestId('sign-up-submit').click();
    await connected(page);
  });

  it('signs up with a code, and says when it is wrong', async () => {
    const { page } = await visit({ backendOptions: { confirmByMail: true } });
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByTestId('sign-up-email').fill('new@example.com');
    await page.getByTestId('sign-up-password').fill('Secret-word-1');
    await page.getByTestId('sign-up-submit').click();
    await page.getByTestId('confirmation-code').fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('That code is not right.').waitFor();
    await page.getByTestId('confirmation-code').fill('123456');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await connected(page);
  });

  it('sets a new password', async () => {
    const { page } = await visit();
    await page.getByRole('button', { name: 'Forgotten password?' }).click();
    await page.getByLabel('Email').fill('demo@grail.local');
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByTestId('confirmation-code').fill('123456');
    await page.getByLabel('New password').fill('Another-word-2');
    await page.getByRole('button', { name: 'Set new password' }).click();
    await page.getByText('Your password has been changed.').waitFor();
    await page.getByTestId('sign-in-password').fill('Another-word-2');
    await page.getByTestId('sign-in-submit').click();
    await connected(page);
  });

  it('says what is wrong when the service is away, and goes on when it is back', async () => {
    const { page, backend } = await visit({ prepare: (made) => (made.down = true) });
    await page.getByText('Grail could not start').waitFor();
    backend.down = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByTestId('sign-in-submit').waitFor();
  });
});

describe('documents', () => {
  const file = (name, text = 'x') => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

  it('are uploaded and become ready before one’s eyes; wrong ones are named', async () => {
    const { page } = await signedIn();
    const files = [file('a.txt'), file('b.md'), file('c.exe'), file('empty.txt', '')];
    await page.getByTestId('upload-input').setInputFiles(files);
    await page.getByText('“c.exe” cannot be read.').waitFor();
    await page.getByText('“empty.txt” is empty').waitFor();
    await row(page, 'ready').nth(1).waitFor();
    expect(await page.getByTestId('document-row').count()).toBe(2);
  });

  it('that fail say why, and can be tried again', async () => {
    const { page } = await signedIn();
    await page.getByTestId('upload-input').setInputFiles([file('broken.txt')]);
    await row(page, 'failed').getByText('This file is damaged').waitFor();
    await row(page, 'failed').getByRole('button', { name: 'Retry' }).click();
    await row(page, 'ready').waitFor();
  });

  it('come back when their deletion is undone, and go when it is not', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    const remove = async () => {
      await page.getByRole('button', { name: 'Actions for report.pdf' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
    };
    await remove();
    await row(page, 'ready').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, 'ready').waitFor();
    await remove();
    await expect.poll(() => backend.store.documents.size, { timeout: 10_000 }).toBe(0);
  });

  it('are renamed, tagged and filtered', async () => {
    const { page } = await signedIn({
      prepare: (backend) => {
        report(backend);
        backend.store.addDocument({ filename: 'notes.md' });
      },
    });
    await page.getByRole('button', { name: 'Actions for notes.md' }).click();
    await page.getByRole('menuitem', { name: 'Edit tags' }).click();
    await page.getByLabel('Tags, separated by commas').fill('work, 2026, work');
    await page.keyboard.press('Enter');
    await page.getByTestId('document-row').getByRole('button', { name: 'work' }).click();
    expect(await page.getByTestId('document-row').count()).toBe(1);
    await page.getByRole('combobox', { name: 'All tags' }).selectOption('');
    await page.getByPlaceholder('Filter by name').fill('REPORT');
    expect(await page.getByTestId('document-row').count()).toBe(1);
  });

  it('are all found when there are five hundred', async () => {
    const many = ({ store }) => {
      for (let n = 0; n < 500; n++) store.addDocument({ filename: `file ${n}.md` });
    };
    const { page } = await signedIn({ prepare: many });
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByPlaceholder('Filter by name').fill('file 7.md');
    await page.getByText('file 7.md').waitFor();
  });
});

describe('asking', () => {
  it('streams an answer whose citations open the passage', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    await ask(page, 'How did sales develop?');
    await lastAnswer(page).waitFor();
    const [conversation] = backend.store.conversations.values();
    expect(conversation.messages.at(-1).text).toBe(ANSWER);
    expect(page.url()).toContain(`#/c/${conversation.id}`);
    await page.getByTestId('citation').first().click();
    await page.getByTestId('reader-quote').first().waitFor();
    await page.getByTestId('reader').getByRole('button', { name: 'Text' }).click();
    const quote = await page.getByTestId('reader-quote').first().textContent();
    expect(quote).toBe(
      'Net sales in the third quarter came to $19.7 billion, eleven percent more than a year before.',
    );
  });

  it('shows the same text when events come twice and in the wrong order', async () => {
    const { page } = await signedIn({
      prepare: (backend) => {
        report(backend);
        backend.chat.messy = true;
        backend.chat.answer = 'abcdefghijklmnopqrstuvwxyz 0123456789 abcdefghijklmnopqrstuvwxyz.';
      },
    });
    await ask(page, 'Letters?');
    await lastAnswer(page)
      .getByText('abcdefghijklmnopqrstuvwxyz 0123456789 abcdefghijklmnopqrstuvwxyz.')
      .waitFor();
  });

  it('stops when told to', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    backend.chat.pace = 30; // So that the answer is not whole before the click.
    await ask(page, 'Tell me everything.');
    await lastAnswer(page, 'streaming').getByText('Net sales').waitFor();
    await page.getByTestId('stop').click();
    await lastAnswer(page, 'stopped').waitFor();
  });

  it('says why a question was refused', async () => {
    const { page } = await signedIn({ prepare: report });
    await ask(page, 'REFUSE this');
    const refused = lastAnswer(page, 'failed').getByRole('alert');
    await refused.getByText(/^Your budget for today is used up. It renews on /).waitFor();
    expect(await refused.getByText(/failed|Try again/).count()).toBe(0);
    await refused.getByRole('button', { name: 'See your usage' }).click();
    await page.getByRole('dialog', { name: 'Usage' }).waitFor();
  });

  it('says why an answer failed, and makes it again in the same place', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    backend.chat.failNext = true;
    await ask(page, 'How did sales develop?');
    await lastAnswer(page, 'failed').getByText('The model is busy.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await lastAnswer(page).waitFor();
    expect(await page.getByTestId('message-assistant').count()).toBe(1);
    expect(await page.getByTestId('message-user').count()).toBe(1);
  });

  it('goes on where it was after the network was lost', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    backend.chat.pace = 10;
    await ask(page, 'How did sales develop?');
    await lastAnswer(page, 'streaming').getByText('Net sales').waitFor();
    backend.chat.cut();
    await lastAnswer(page).getByText('There is no source [42].').waitFor();
    expect(await page.getByTestId('message-assistant').count()).toBe(1);
  });

  it('goes on after the page was loaded anew in the middle of an answer', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    backend.chat.pace = 25;
    await ask(page, 'How did sales develop?');
    await lastAnswer(page, 'streaming').getByText('Net sales').waitFor();
    await page.reload();
    await lastAnswer(page).getByText('There is no source [42].').waitFor();
  });

  it('keeps a draft over a reload', async () => {
    const { page } = await signedIn({ prepare: report });
    await page.getByTestId('ask-input').fill('Half a ques');
    await page.reload();
    await connected(page);
    expect(await page.getByTestId('ask-input').inputValue()).toBe('Half a ques');
  });

  it('can be limited to documents', async () => {
    const { page } = await signedIn({ prepare: report });
    await page.getByRole('button', { name: 'Actions for report.pdf' }).click();
    await page.getByRole('menuitem', { name: 'Ask about this document' }).click();
    await page.getByTestId('scope-chips').getByText('report.pdf').waitFor();
    await page.getByTestId('scope-chips').getByRole('button').click();
    await page.getByTestId('scope-chips').waitFor({ state: 'detached' });
  });

  it('shows in a second tab what happens in the first', async () => {
    const { page, context, backend } = await signedIn({ prepare: report });
    const second = await context.newPage();
    await second.goto(backend.url);
    await connected(second);
    await ask(page, 'A question of the first tab');
    await lastAnswer(page).waitFor();
    await second.getByTestId('conversation-row').getByText('A question of the first tab').click();
    await lastAnswer(second).waitFor();
  });
});

describe('conversations', () => {
  it('are renamed, found, deleted and brought back', async () => {
    const { page } = await signedIn({ prepare: ({ store }) => store.addConversation('First title') });
    await page.getByRole('button', { name: 'Actions for First title' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Second title');
    await page.keyboard.press('Enter');
    await page.getByTestId('conversation-row').getByText('Second title').waitFor();
    await page.getByPlaceholder('Search conversations').fill('nothing like it');
    await page.getByText('No conversation matches.').waitFor();
    await page.getByPlaceholder('Search conversations').fill('second');
    await page.getByRole('button', { name: 'Actions for Second title' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByTestId('conversation-row').getByText('Second title').waitFor();
  });
});
