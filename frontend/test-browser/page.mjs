/** A fresh service and a fresh page for each test, and the steps that most tests begin with. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launch } from '../test-support/browser.mjs';
import { FakeBackend } from '../test-support/fake-backend/server.mjs';

export function usePages() {
  let browser;
  const open = [];
  const problems = [];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const { context, backend } of open.splice(0)) {
      await context.close();
      await backend.stop();
    }
    expect(problems.splice(0)).toEqual([]);
  });

  /** `prepare` fills the service before the page sees it; `onContext` gets the browser's context before its first tab. */
  async function visit({
    prepare = () => undefined,
    onContext,
    strict = true,
    backendOptions = {},
    ...options
  } = {}) {
    const backend = await new FakeBackend(backendOptions).start();
    backend.chat.pace = 3;
    backend.pace = 30;
    prepare(backend);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    open.push({ context, backend });
    await onContext?.(context, backend);
    const page = await context.newPage();
    // A page that breaks its own security policy, or throws, fails the test.
    const note = (text) => strict && problems.push(text);
    page.on('pageerror', (error) => note(error.message));
    page.on('console', (message) => /Content Security Policy/.test(message.text()) && note(message.text()));
    await page.goto(backend.url);
    return { backend, context, page };
  }

  async function signedIn(options) {
    const visited = await visit(options);
    await visited.page.getByTestId('demo-sign-in').click();
    await connected(visited.page);
    return visited;
  }

  return { visit, signedIn, launched: () => browser };
}

export function connected(page) {
  return page.locator('[data-testid=connection-state][data-state=open]').waitFor();
}

export async function ask(page, text) {
  await page.getByTestId('ask-input').fill(text);
  await page.keyboard.press('Enter');
}

export function lastAnswer(page, status = 'complete') {
  return page.locator(`[data-testid=message-assistant][data-status=${status}]`).last();
}

export function row(page, status) {
  return page.locator(`[data-testid=document-row][data-status=${status}]`);
}

export async function signIn(page, email, password) {
  await page.getByTestId('sign-in-email').fill(email);
  await page.getByTestId('sign-in-password').fill(password);
  await page.keyboard.press('Enter');
}

/** Drops a folder on the page. `entries` by their names: those of a folder, or null for a file. */
/** By the menu of the account, which stands beside the chat. */
export async function signOut(page) {
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  await page.getByTestId('sign-out').click();
}

export function dropFolder(page, name, entries) {
  return page.evaluate(
    ([name, entries]) => {
      const leaf = (name) => ({
        name,
        isFile: true,
        file: (done) => done(new File(['text'], name, { type: 'text/plain' })),
      });
      const folder = (name, entries) => ({
        name,
        isFile: false,
        // As in a browser: a part at a time, then none.
        createReader: () => {
          const left = Object.entries(entries).map(entry);
          return { readEntries: (done) => done(left.splice(0, 2)) };
        },
      });
      const entry = ([name, inner]) => (inner ? folder(name, inner) : leaf(name));
      const items = [{ kind: 'file', webkitGetAsEntry: () => folder(name, entries) }];
      const event = new Event('drop', { bubbles: true, cancelable: true });
      Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], items, files: [] } });
      document.body.dispatchEvent(event);
    },
    [name, entries],
  );
}
