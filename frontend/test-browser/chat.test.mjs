/** What can be done with an answer, with a conversation, and when the way to the service is lost. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ANSWER } from '../test-support/fake-backend/sample.mjs';
import { blank } from '../test-support/fake-backend/store.mjs';
import { ask, connected, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const report = ({ store }) => store.addDocument({ filename: 'report.pdf' });

async function answered(options = {}) {
  const visited = await signedIn({ prepare: report, ...options });
  await ask(visited.page, 'How did sales develop?');
  await lastAnswer(visited.page).waitFor();
  return visited;
}

describe('an answer', () => {
  it('warns where the documents hold little of what was asked', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    backend.chat.evidence = 'weak';
    await ask(page, 'What is the weather like?');
    await lastAnswer(page).getByText('Your documents say little about this question.').waitFor();
    await page.reload();
    await lastAnswer(page).getByTestId('evidence').waitFor();
    Object.assign(backend.chat, { evidence: 'none', answer: 'Your documents do not say.' });
    await ask(page, 'And tomorrow?');
    await lastAnswer(page).getByText('Your documents do not say.').waitFor();
    // It says so itself: there is nothing to warn of.
    expect(await page.getByTestId('evidence').count()).toBe(1);
  });

  it('shows its sources with the quotes, says which is in doubt, and each quote opens', async () => {
    const { page } = await answered();
    const answer = lastAnswer(page);
    expect(await answer.getByTestId('evidence').count()).toBe(0);
    await answer.getByText('5 sources').click();
    const doubtful = answer.getByTestId('source-quote').filter({ hasText: 'could not be matched' });
    expect(await doubtful.count()).toBe(1);
    await answer.getByTestId('source-quote').first().click();
    await page.getByTestId('reader-quote').first().waitFor();
  });

  it('is made after its price was accepted, in the place of the question for it', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    backend.chat.estimate = { price_usd: 0.4151, passages: 240, documents: 12 };
    await ask(page, 'How many people joined us?');
    const card = page.getByTestId('price-card');
    await card.getByText('This reads 240 passages in 12 documents and costs about $0.42.').waitFor();
    await page.reload();
    await card.getByRole('button', { name: 'Cancel' }).click();
    await card.getByText('Nothing was read.').waitFor();
    expect(backend.chat.asked).toHaveLength(1);
    await page.reload();
    await card.getByRole('button', { name: 'Go ahead' }).click();
    await lastAnswer(page).getByText('5 sources').waitFor();
    expect(await card.count()).toBe(0);
    const [first, second] = backend.chat.asked;
    expect([first.accept_price, second.accept_price]).toEqual([undefined, 0.4151]);
    const [{ messages }] = backend.store.conversations.values();
    expect(second.regenerate_of).toBe(messages[1].id);
    expect(messages.filter(({ role }) => role === 'user')).toHaveLength(1);
  });

  it('is made again, copied as Markdown, and tells its time, tokens and price', async () => {
    const { page, backend } = await answered({ permissions: ['clipboard-read', 'clipboard-write'] });
    const answer = lastAnswer(page);
    await answer.getByText('2,480 in, 312 out').waitFor();
    await answer.getByText('$0.00404').waitFor();
    await answer.getByRole('button', { name: 'Copy as Markdown' }).click();
    await answer.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(ANSWER.trim());
    expect(copied).toContain('[1] report.pdf, p. 1');
    const first = await answer.getAttribute('data-message-id');
    await answer.getByRole('button', { name: 'Answer again' }).click();
    await expect.poll(() => lastAnswer(page).getAttribute('data-message-id')).not.toBe(first);
    expect(await page.getByTestId('message-assistant').count()).toBe(1);
    const [{ messages }] = backend.store.conversations.values();
    expect(messages.filter(({ role }) => role === 'user')).toHaveLength(1);
  });

  it('is rated, with a word on what was wrong', async () => {
    const { page, backend } = await answered();
    await page.getByRole('button', { name: 'Good answer' }).click();
    await page.getByRole('button', { name: 'Good answer', pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Bad answer' }).click();
    await page.getByLabel('What was wrong?').fill('The figure is old.');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect
      .poll(() => backend.feedback)
      .toEqual([{ rating: 'up' }, { rating: 'down' }, { rating: 'down', comment: 'The figure is old.' }]);
  });

  it('is asked for anew with the question edited', async () => {
    const { page, backend } = await answered();
    await page.getByTestId('message-user').hover();
    await page.getByRole('button', { name: 'Edit and ask again' }).click();
    const editor = page.getByTestId('edit-question');
    expect(await editor.inputValue()).toBe('How did sales develop?');
    await editor.press('Escape');
    await editor.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Edit and ask again' }).click();
    await editor.fill('How did profits develop?');
    await editor.press('Enter');
    await page.getByTestId('message-user').getByText('How did profits develop?').waitFor();
    await lastAnswer(page).waitFor();
    expect(await page.getByTestId('message-user').count()).toBe(1);
    const [{ id, messages }] = backend.store.conversations.values();
    expect(messages.filter(({ role }) => role === 'user').map(({ text, after }) => [text, after])).toEqual([
      ['How did sales develop?', null],
      ['How did profits develop?', id],
    ]);
  });

  it('of a question before it stays in a branch of its own, which goes on from there', async () => {
    const { page, backend } = await answered();
    const questions = () => page.getByTestId('message-user').locator('p').allInnerTexts();
    const complete = page.locator('[data-testid=message-assistant][data-status=complete]');
    await ask(page, 'And the year before?');
    await complete.nth(1).waitFor();
    const edit = async (text, words) => {
      await page.getByTestId('message-user').filter({ hasText: text }).hover();
      await page
        .getByTestId('message-user')
        .filter({ hasText: text })
        .getByRole('button', { name: 'Edit and ask again' })
        .click();
      await page.getByTestId('edit-question').fill(words);
      await page.getByRole('button', { name: 'Ask', exact: true }).first().click();
      await page.getByTestId('message-user').getByText(words).waitFor();
      await complete.nth(1).waitFor();
    };
    await edit('And the year before?', 'And the year after?');
    expect(await questions()).toEqual(['How did sales develop?', 'And the year after?']);
    const switcher = page.getByRole('group', { name: 'Versions of this question' });
    await switcher.getByText('2 of 2').waitFor();
    await switcher.getByRole('button', { name: 'Earlier version' }).click();
    await expect.poll(questions).toEqual(['How did sales develop?', 'And the year before?']);
    await ask(page, 'Why?');
    await complete.nth(2).waitFor();
    expect(await questions()).toEqual(['How did sales develop?', 'And the year before?', 'Why?']);
    await page.reload();
    await complete.nth(2).waitFor();
    await expect.poll(questions).toEqual(['How did sales develop?', 'And the year before?', 'Why?']);
    await switcher.getByRole('button', { name: 'Later version' }).click();
    await expect.poll(questions).toEqual(['How did sales develop?', 'And the year after?']);
    const [{ messages }] = backend.store.conversations.values();
    const asked = messages.filter(({ role }) => role === 'user');
    expect(asked.map(({ after }) => after)).toEqual([null, null, asked[0].id, asked[1].id]);
  });

  it('comes from the model that was chosen, also after a reload', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    await page.getByRole('combobox', { name: 'Model' }).selectOption('fake.large');
    await page.reload();
    await connected(page);
    await ask(page, 'How did sales develop?');
    await lastAnswer(page).waitFor();
    expect(backend.chat.asked.at(-1).model).toBe('fake.large');
  });
});

describe('an answer with a route of its own', () => {
  const profile = (passage) => ({
    ...passage,
    text: 'file: report.pdf; pages: 8',
    start: 0,
    end: 0,
    profile: true,
  });

  it('says what it does while it is made, and afterwards', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    backend.chat.steps = [{ route: 'comparison', detail: 'report.pdf, plan.pdf' }];
    backend.chat.pace = 20;
    await ask(page, 'Compare the report with the plan');
    await lastAnswer(page, 'streaming').getByText('Compares: report.pdf, plan.pdf').waitFor();
    await lastAnswer(page).getByText('Compares: report.pdf, plan.pdf').waitFor();
    await page.reload();
    await lastAnswer(page).getByText('Compares: report.pdf, plan.pdf').waitFor();
  });

  it('opens a document at its beginning for what Grail knows of it', async () => {
    const { page, backend } = await signedIn({ prepare: report });
    const known = backend.store.sources().map(profile);
    backend.store.sources = () => known;
    backend.chat.answer = 'There is one report [1].';
    await ask(page, 'Which documents are there?');
    await lastAnswer(page).getByTestId('source').getByText('What Grail knows of this document').waitFor();
    await lastAnswer(page).getByTestId('citation').click();
    await page.getByTestId('reader').getByText('Page 1 of 2').waitFor();
    expect(await page.getByTestId('reader-quote').count()).toBe(0);
    await page.getByTestId('reader').getByRole('button', { name: 'Text' }).click();
    await page.getByTestId('reader').getByText('Net sales in the third quarter').first().waitFor();
    expect(await page.getByTestId('reader-passage').count()).toBe(0);
  });
});

it('suggests questions out of the documents, which ask about the right one', async () => {
  const { page, backend } = await signedIn({ prepare: report });
  await page.getByRole('button', { name: 'How much did net sales grow? report' }).click();
  await lastAnswer(page).waitFor();
  expect(backend.chat.asked.at(-1).document_ids).toHaveLength(1);
});

it('keeps the end of an answer in sight, unless one scrolls away from it', async () => {
  const { page, backend } = await signedIn({ prepare: report, viewport: { width: 360, height: 740 } });
  backend.chat.pace = 12;
  const latest = page.getByRole('button', { name: 'To the latest' });
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  await page.getByRole('button', { name: 'Answer again' }).waitFor();
  await page.waitForTimeout(300);
  expect(await latest.count()).toBe(0);
  await ask(page, 'And profits?');
  await lastAnswer(page, 'streaming').getByText('Three things').waitFor();
  await page.getByTestId('message-assistant').last().hover();
  await page.mouse.wheel(0, -400);
  await latest.waitFor();
  await lastAnswer(page).getByText('There is no source').waitFor();
  expect(await latest.count()).toBe(1);
  await latest.click();
  await latest.waitFor({ state: 'detached' });
});

describe('conversations', () => {
  const words = ({ store }) => {
    const said = blank({ id: '1', role: 'assistant', text: 'The bell weighs 3,100 kilograms [1].' });
    said.sources = store.passages(store.addDocument({ filename: 'tower.pdf' }).id).slice(0, 1);
    said.citations = [{ n: 1, quote: '', quote_start: 0, answer_start: 0, answer_end: 10, verified: true }];
    store.addConversation('The tower', [blank({ id: '0', role: 'user', text: 'How heavy?' }), said]);
    store.addConversation('Something else');
  };

  it('are found by what was said in them', async () => {
    const { page } = await signedIn({ prepare: words });
    await page.getByPlaceholder('Search conversations').fill('kilograms');
    await expect.poll(() => page.getByTestId('conversation-row').allInnerTexts()).toEqual(['The tower']);
    await page.getByPlaceholder('Search conversations').fill('');
    await expect.poll(() => page.getByTestId('conversation-row').count()).toBe(2);
  });

  it('are taken along as Markdown and as JSON', async () => {
    const { page } = await signedIn({ prepare: words });
    const save = async (name) => {
      await page.getByRole('button', { name: 'Actions for The tower' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name }).click();
      const file = await download;
      return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
    };
    const [markdown, text] = await save('Export as Markdown');
    expect(markdown).toBe('The tower.md');
    expect(text).toContain('## How heavy?\n\nThe bell weighs 3,100 kilograms [1].\n\n- [1] tower.pdf, p. 1');
    const [json, data] = await save('Export as JSON');
    expect(json).toBe('The tower.json');
    expect(JSON.parse(data).messages.map(({ text: said }) => said)).toEqual([
      'How heavy?',
      'The bell weighs 3,100 kilograms [1].',
    ]);
  });

  it('of hundreds of messages show the last ones first, and the earlier when asked', async () => {
    const { page } = await signedIn({
      prepare: ({ store }) => {
        const turns = Array.from({ length: 100 }, (_, n) => [
          blank({ id: `${100 + n}a`, role: 'user', text: `Question ${n}` }),
          blank({ id: `${100 + n}b`, role: 'assistant', text: `Answer ${n}` }),
        ]);
        store.addConversation('Long', turns.flat());
      },
    });
    await page.getByTestId('conversation-row').getByText('Long').click();
    await page.getByText('Answer 99').waitFor();
    expect(await page.getByText('Question 80').count()).toBe(0);
    await page.getByRole('button', { name: 'Show earlier messages' }).click();
    await page.getByText('Question 80').waitFor();
  });
});

it('is followed and stopped from a second tab', async () => {
  const { page, context, backend } = await signedIn({ prepare: report });
  backend.chat.pace = 40;
  await ask(page, 'How did sales develop?');
  const second = await context.newPage();
  await second.goto(page.url());
  await lastAnswer(second, 'streaming').getByText('Net sales').waitFor();
  await second.getByTestId('stop').click();
  await lastAnswer(page, 'stopped').waitFor();
  await lastAnswer(second, 'stopped').waitFor();
  expect(await lastAnswer(second).count()).toBe(0);
  // Each tab draws the last words in its own time.
  const words = () => Promise.all([page, second].map((tab) => lastAnswer(tab, 'stopped').innerText()));
  await expect.poll(async () => new Set(await words()).size, { timeout: 10_000 }).toBe(1);
});

it('says that the network is gone, keeps what is asked meanwhile, and heals', async () => {
  const { page, context, backend } = await signedIn({ prepare: report });
  await context.setOffline(true);
  backend.chat.cut();
  await page.getByText('Connection lost.').waitFor();
  await ask(page, 'Asked without a network');
  await page.getByTestId('stage').getByText('Waits for the connection').waitFor();
  await context.setOffline(false);
  await connected(page);
  await lastAnswer(page).waitFor();
  expect(backend.chat.asked).toHaveLength(1);
});

it('shows usage as figures, a chart and what is left of the caps', async () => {
  const { page } = await signedIn({ prepare: report });
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Usage' }).click();
  await page.getByRole('img', { name: 'Price for each day' }).waitFor();
  await page.getByRole('progressbar', { name: 'Questions today' }).waitFor();
  await page.getByText('3 of 200').waitFor();
  await page.getByText('0 of 1,000').waitFor();
});
