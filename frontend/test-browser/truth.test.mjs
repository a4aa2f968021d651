/** What the page says of itself is so. */
import { expect, it } from 'vitest';
import { blank } from '../test-support/fake-backend/store.mjs';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const report = ({ store }) => store.addDocument({ filename: 'report.pdf' });

it('says of an upload of another tab that it is uploading', async () => {
  const { page } = await signedIn({
    prepare: ({ store }) => store.addDocument({ filename: 'big.pdf', status: 'uploading', ready_at: null }),
  });
  await page.getByTestId('document-row').getByText('Uploading…').waitFor();
  expect(await page.getByText('interrupted').count()).toBe(0);
});

it('says that documents are being read, where none is ready yet', async () => {
  const { page } = await signedIn({
    prepare: ({ store }) => {
      for (const name of ['a.pdf', 'b.pdf']) store.addDocument({ filename: name, status: 'embedding' });
      store.addDocument({
        filename: 'c.pdf',
        status: 'failed',
        failure: { code: 'unreadable', message: 'No.' },
      });
    },
  });
  await page.getByText('Reading 2 documents. You can ask as soon as the first is ready.').waitFor();
  expect(await page.getByText('Add a document first').count()).toBe(0);
});

it('calls no sources what was only searched', async () => {
  const { page, backend } = await signedIn({ prepare: report });
  Object.assign(backend.chat, { evidence: 'none', answer: 'The documents do not say anything about this.' });
  await ask(page, 'How is the weather?');
  await lastAnswer(page).getByText('Searched 5 passages').waitFor();
});

it('closes the reader with its conversation, and names the documents’ button by what it does', async () => {
  const { page } = await signedIn({ prepare: report });
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).getByTestId('citation').first().click();
  await page.getByTestId('reader').waitFor();
  const button = page.getByTestId('toggle-documents');
  expect(await button.getAttribute('aria-expanded')).toBe('false');
  expect(await button.getAttribute('aria-label')).toBe('Show documents');
  await page.getByTestId('new-conversation').click();
  await page.getByTestId('reader').waitFor({ state: 'detached' });
  expect(await button.getAttribute('aria-expanded')).toBe('true');
});

it('brings a conversation up to date when one comes back to its tab', async () => {
  const { page, backend } = await signedIn({
    prepare: ({ store }) => {
      store.addConversation('Shared', [blank({ id: '1', role: 'user', text: 'First question' })]);
    },
  });
  await page.getByTestId('conversation-row').getByText('Shared').click();
  await page.getByText('First question').waitFor();
  const [conversation] = backend.store.conversations.values();
  conversation.messages.push(blank({ id: '2', role: 'user', text: 'Asked elsewhere' }));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await page.getByText('Asked elsewhere').waitFor();
});

it('forgets what was found inside the documents with the words it was searched by', async () => {
  const { page } = await signedIn({ prepare: report });
  await page.getByPlaceholder('Filter by name').fill('net sales');
  await page.keyboard.press('Enter');
  await page.getByTestId('inside-passage').first().waitFor();
  await page.getByPlaceholder('Filter by name').fill('');
  await page.getByTestId('inside-passage').first().waitFor({ state: 'detached' });
});

it('leads on from a conversation that does not exist', async () => {
  const { page, backend } = await signedIn({ prepare: report });
  await page.goto(`${backend.url}/#/c/unknown`);
  await page.getByText('This conversation does not exist, or has been deleted.').waitFor();
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  await page.getByRole('main').getByRole('button', { name: 'New conversation' }).click();
  await page.getByText('What do you want to know?').waitFor();
});

it('takes the focus to what a citation opens, and back', async () => {
  const { page } = await signedIn({ prepare: report });
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).getByTestId('citation').nth(1).focus();
  await page.keyboard.press('Enter');
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await expect.poll(focused).toBe('report.pdf');
  await page.keyboard.press('Escape');
  await page.getByTestId('reader').waitFor({ state: 'detached' });
  expect(
    await lastAnswer(page)
      .getByTestId('citation')
      .nth(1)
      .evaluate((mark) => mark === document.activeElement),
  ).toBe(true);
});

it('keeps a good answer in reach when one made again fails', async () => {
  const { page, backend } = await signedIn({ prepare: report });
  backend.chat.answer =
    'By eleven percent, and that is the whole of it, since nothing else was asked about [1].';
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  backend.chat.failNext = true;
  await page.getByRole('button', { name: 'Answer again' }).click();
  await lastAnswer(page, 'failed').waitFor();
  for (const turn of ['before', 'after a reload']) {
    await page.getByTestId('versions').getByText('2 of 2').waitFor();
    await page.getByRole('button', { name: 'Earlier answer' }).click();
    await lastAnswer(page).getByText('the whole of it').waitFor();
    if (turn === 'before') await page.reload();
  }
  await page.getByRole('button', { name: 'Later answer' }).click();
  await lastAnswer(page, 'failed').waitFor();
});
