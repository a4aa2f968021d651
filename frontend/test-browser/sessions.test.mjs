/** A session that ends, here or elsewhere, leaves nothing on the screen and has a way back in. */
import { expect, it } from 'vitest';
import { connected, lastAnswer, signIn, signOut, usePages } from './page.mjs';

const { signedIn } = usePages();
const filled = ({ store }) => {
  store.addDocument({ filename: 'report.pdf' });
  store.addConversation('A private talk');
};

it('signs out in every tab', async () => {
  const { page, context, backend } = await signedIn({ prepare: filled });
  const second = await context.newPage();
  await second.goto(backend.url);
  await connected(second);
  await second.getByTestId('conversation-row').waitFor();
  await signOut(page);
  await page.getByTestId('sign-in-email').waitFor();
  await second.getByTestId('sign-in-email').waitFor();
  expect(await second.getByText(/report.pdf|A private talk/).count()).toBe(0);
});

it('leads to the sign-in page where the session has ended, and keeps what was half typed', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  const address = page.url();
  await page.getByTestId('ask-input').fill('Half a question');
  backend.refuseTokens = true;
  await page.getByTestId('conversation-row').getByText('A private talk').click();
  await page.getByRole('alert').getByText('Your session has ended. Sign in again.').waitFor();
  expect(await page.getByText('report.pdf').count()).toBe(0);
  backend.refuseTokens = false;
  await signIn(page, backend.demo.email, backend.demo.password);
  await connected(page);
  await page.goto(address);
  expect(await page.getByTestId('ask-input').inputValue()).toBe('Half a question');
});

it('leaves Enter to an input method, also to one that ends before its key is told', async () => {
  const { page, backend } = await signedIn({ prepare: filled });
  await page.getByTestId('ask-input').fill('日本');
  const sendsAfter = (options) =>
    page.getByTestId('ask-input').evaluate((field, { isComposing, keyCode }) => {
      const key = { key: 'Enter', bubbles: true, cancelable: true, isComposing, keyCode, which: keyCode };
      field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent('keydown', key));
      return field.value;
    }, options);
  expect(await sendsAfter({ isComposing: true, keyCode: 229 })).toBe('日本');
  expect(await sendsAfter({ isComposing: false, keyCode: 229 })).toBe('日本');
  expect(backend.chat.asked).toEqual([]);
  await page.keyboard.press('Enter');
  await lastAnswer(page).waitFor();
  expect(backend.chat.asked.map(({ text }) => text)).toEqual(['日本']);
});
