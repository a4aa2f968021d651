/** Steps by keyboard alone. */
import { expect } from 'vitest';
import { connected } from './page.mjs';

/** What has the focus, as a screen reader would name it; fails where focus cannot be seen. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    // A ring around it, or around the box that it fills.
    const near = [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
    const ring = ({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none';
    const visible = near.some((one) => ring(getComputedStyle(one)));
    const named =
      element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '';
    return {
      name: named.trim().replace(/\s+/g, ' '),
      role: element.getAttribute('role') ?? element.tagName,
      visible,
    };
  });
}

/** Presses `key` until what has the focus is called so. */
export async function goTo(page, name, key = 'Tab', most = 60) {
  const passed = [];
  for (let n = 0; n < most; n++) {
    const now = await focused(page);
    if (typeof name === 'string' ? now.name === name : name.test(now.name)) {
      expect(now.visible).toBeTruthy();
      return;
    }
    passed.push(now.name);
    await page.keyboard.press(key);
  }
  throw new Error(`“${name}” is not reached with ${key}. Passed: ${passed.join(' | ')}`);
}

export async function press(page, name, key = 'Tab') {
  await goTo(page, name, key);
  await page.keyboard.press('Enter');
}

export async function signUp(page) {
  await page.getByTestId('sign-in-submit').waitFor();
  await press(page, 'Create account');
  await page.getByTestId('sign-up-email').waitFor();
  await goTo(page, 'Email');
  await page.keyboard.type('new@example.com');
  await goTo(page, 'Password');
  await page.keyboard.type('Secret-word-1');
  await page.keyboard.press('Enter');
}

export async function signIn(page) {
  await page.getByTestId('sign-in-submit').waitFor();
  await press(page, 'Use the demo account');
  await connected(page);
}

/** The shortcut may open the column first, so the focus comes a frame later. */
export async function search(page, words) {
  await page.keyboard.press('Alt+KeyK');
  await expect.poll(async () => (await focused(page)).name).toBe('Search conversations');
  await page.keyboard.press('Control+KeyA');
  await page.keyboard.type(words);
  await page.getByTestId('conversation-row').waitFor();
}
