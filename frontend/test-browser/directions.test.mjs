/** Languages that are written from the right, and text whose blanks count. */
import { expect, it } from 'vitest';
import { blank } from '../test-support/fake-backend/store.mjs';
import { ask, lastAnswer, usePages } from './page.mjs';

const { signedIn } = usePages();
const QUESTION = 'كم عدد أيام الإجازة في HR-Portal؟';
const ANSWER = 'ثلاثون يوما في السنة [1].\n\n- بند أول\n- بند ثان\n\nIn English.';
const CODE = 'def total(rows):\n    for row in rows:\n        yield row';

/** Where the first letter stands in its box, as a share of the box's width. */
function begins(locator) {
  return locator.evaluate((element) => {
    const range = document.createRange();
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
    range.setStart(text, 0);
    range.setEnd(text, 1);
    const [letter, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
    return (letter.x + letter.width / 2 - box.x) / box.width;
  });
}

it('writes Arabic from the right and English from the left', async () => {
  const { page, backend } = await signedIn({
    prepare: ({ store }) => {
      store.addDocument({
        filename: 'دليل الموظف.md',
        content: Array.from({ length: 5 }, () => ({ text: 'ثلاثون يوما في السنة.', heading: ['دليل'] })),
      });
      store.addConversation(`${QUESTION} ${QUESTION}`, [blank({ id: '1', role: 'user', text: 'x' })]);
    },
  });
  expect(await begins(page.getByTestId('conversation-row').getByRole('button').first())).toBeGreaterThan(0.8);
  backend.chat.answer = ANSWER;
  await page.getByTestId('ask-input').fill(QUESTION);
  expect(await page.getByTestId('ask-input').evaluate((field) => getComputedStyle(field).direction)).toBe(
    'rtl',
  );
  await ask(page, QUESTION);
  const answer = lastAnswer(page);
  await answer.waitFor();
  expect(await begins(page.getByTestId('message-user').locator('p').last())).toBeGreaterThan(0.8);
  expect(await begins(answer.locator('p').first())).toBeGreaterThan(0.8);
  expect(await begins(answer.locator('li').first())).toBeGreaterThan(0.8);
  expect(await begins(answer.getByText('In English.'))).toBeLessThan(0.2);
  await answer.getByTestId('citation').click();
  expect(await begins(page.getByTestId('reader-passage').locator('p').last())).toBeGreaterThan(0.8);
});

it('keeps the blanks at the beginning of lines in the reader', async () => {
  const { page } = await signedIn({
    prepare: ({ store }) =>
      store.addDocument({ filename: 'total.py', content: [{ text: CODE, heading: [] }] }),
  });
  await page.getByTestId('document-row').getByRole('button').first().click();
  const text = page.getByTestId('reader').locator('pre');
  await text.waitFor();
  expect((await text.innerText()).trimEnd()).toBe(CODE.trimEnd());
});
