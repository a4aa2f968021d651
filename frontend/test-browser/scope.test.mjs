/** What is searched belongs to a conversation, is shown with each question, and is never a trap. */
import { expect, it } from 'vitest';
import { blank } from '../test-support/fake-backend/store.mjs';
import { ask, connected, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const two = ({ store }) => {
  store.addDocument({ filename: 'report.pdf' });
  store.addDocument({ filename: 'plan.md' });
};

async function limitedTo(name, options = {}) {
  const visited = await signedIn({ prepare: two, ...options });
  await visited.page.getByRole('button', { name: `Actions for ${name}` }).click();
  await visited.page.getByRole('menuitem', { name: 'Ask about this document' }).click();
  await visited.page.getByTestId('scope-chips').getByText(name).waitFor();
  return visited;
}

it('a new conversation searches everything', async () => {
  const { page, backend } = await limitedTo('plan.md');
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByTestId('scope-chips').waitFor({ state: 'detached' });
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  expect(backend.chat.asked.at(-1).document_ids).toBeUndefined();
  expect(await page.getByTestId('question-scope').count()).toBe(0);
});

it('a conversation keeps what it searches, apart from others and over a reload', async () => {
  const { page, backend } = await limitedTo('plan.md');
  await ask(page, 'What is planned?');
  await lastAnswer(page).waitFor();
  await page.getByTestId('question-scope').getByText('In plan.md').waitFor();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByTestId('scope-chips').waitFor({ state: 'detached' });
  await page.getByTestId('conversation-row').getByText('What is planned?').click();
  await page.getByTestId('scope-chips').getByText('plan.md').waitFor();
  await page.reload();
  await connected(page);
  await page.getByTestId('question-scope').getByText('In plan.md').waitFor();
  await page.getByTestId('scope-chips').getByText('plan.md').waitFor();
  await ask(page, 'And then?');
  await lastAnswer(page).waitFor();
  expect(backend.chat.asked.at(-1).document_ids).toHaveLength(1);
});

it('an answer that found nothing in a part of the documents offers to search all of them', async () => {
  const { page, backend } = await limitedTo('plan.md');
  Object.assign(backend.chat, { evidence: 'none', answer: 'The documents do not say anything about this.' });
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).getByText('Only this was searched: plan.md.').waitFor();
  Object.assign(backend.chat, { evidence: 'enough', answer: 'By eleven percent [1].' });
  await lastAnswer(page).getByRole('button', { name: 'Search all documents' }).click();
  await lastAnswer(page).getByText('By eleven percent').waitFor();
  expect(backend.chat.asked.at(-1)).toMatchObject({ text: 'How did sales develop?' });
  expect(backend.chat.asked.at(-1).document_ids).toBeUndefined();
  expect(await page.getByTestId('narrow-note').count()).toBe(0);
  expect(await page.getByTestId('question-scope').count()).toBe(0);
  expect(await page.getByTestId('scope-chips').count()).toBe(0);
});

it('a document that is gone is searched no more', async () => {
  const { page } = await signedIn({
    prepare: (backend) => {
      two(backend);
      const scope = { document_ids: ['gone'], tags: null };
      const said = [
        blank({ id: '1', role: 'user', text: 'Why?', ...scope }),
        blank({ id: '2', role: 'assistant', text: 'Because.', ...scope }),
      ];
      backend.store.addConversation('The old one', said);
    },
  });
  await page.getByTestId('conversation-row').getByText('The old one').click();
  await page.getByTestId('question-scope').getByText('In 1 document').waitFor();
  expect(await page.getByTestId('scope-chips').count()).toBe(0);
});
