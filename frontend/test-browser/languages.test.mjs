/** The page in the person's language: what decides, what a change keeps, and what is fetched for it. */
import { expect, it } from 'vitest';
import { ask, connected, lastAnswer, usePages } from './page.mjs';

const { visit, signedIn } = usePages();
const documentOf = (page) =>
  page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));
const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor();

/** Opens the account's dialog of languages and chooses. */
async function choose(page, dialog, language) {
  await page.getByRole('button', { name: dialog.menu, exact: true }).click();
  await page.getByRole('menuitem', { name: dialog.language, exact: true }).click();
  await page.getByRole('radio', { name: language, exact: true }).check();
  await page.keyboard.press('Escape');
}

it('follows the languages of the browser, and speaks English where it knows none of them', async () => {
  const vietnamese = await visit({ locale: 'vi-VN' });
  await heading(vietnamese.page, 'Đăng nhập Grail');
  expect(await documentOf(vietnamese.page)).toEqual({ lang: 'vi-VN', dir: 'ltr' });
  const latin = await visit({ locale: 'la' });
  await heading(latin.page, 'Sign in to Grail');
});

it('changes at the sign-in and remembers it', async () => {
  const { page } = await visit();
  await heading(page, 'Sign in to Grail');
  await page.getByTestId('sign-in-email').fill('someone@example.org');
  await page.getByTestId('language').selectOption('de');
  await heading(page, 'Bei Grail anmelden');
  expect(await page.getByTestId('sign-in-email').inputValue()).toBe('someone@example.org');
  await page.reload();
  await heading(page, 'Bei Grail anmelden');
  await page.getByTestId('language').selectOption('');
  await heading(page, 'Sign in to Grail');
});

it('changes the open page without losing anything on it', async () => {
  const { page } = await signedIn({
    prepare: ({ store }) => store.addDocument({ filename: 'report.pdf', pages: 1 }),
  });
  await ask(page, 'How did sales develop?');
  await lastAnswer(page).waitFor();
  await page.getByTestId('ask-input').fill('half a question');
  const sockets = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await choose(page, { menu: 'Account', language: 'Language' }, 'Deutsch');
  await page.getByRole('button', { name: 'Neue Unterhaltung', exact: true }).waitFor();
  expect(await page.getByTestId('ask-input').inputValue()).toBe('half a question');
  expect(sockets).toEqual([]);
  // Nothing of the drawn answer and of the lists stays behind.
  await lastAnswer(page).getByRole('button', { name: 'Gute Antwort' }).waitFor();
  await page.getByTestId('document-row').getByRole('button', { name: 'Aktionen für report.pdf' }).waitFor();
  await choose(page, { menu: 'Konto', language: 'Sprache' }, 'English (UK)');
  await lastAnswer(page).getByRole('button', { name: 'Good answer' }).waitFor();
  expect((await documentOf(page)).lang).toBe('en-GB');
});

it('fetches the language that it speaks and no other', async () => {
  const { page } = await visit({ locale: 'de-AT' });
  await heading(page, 'Bei Grail anmelden');
  const fetched = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => /\/assets\/([a-z]{2})-/.exec(name)?.[1])
      .filter(Boolean),
  );
  expect(fetched).toEqual(['de']);
});

it('says so when a language cannot be fetched, and stays as it is', async () => {
  const { page } = await visit({ strict: false });
  await heading(page, 'Sign in to Grail');
  await page.route(/\/assets\/de-/, (route) => route.abort());
  await page.getByTestId('language').selectOption('de');
  await page.getByText('This language could not be loaded.').waitFor();
  await heading(page, 'Sign in to Grail');
  expect(await page.getByTestId('language').inputValue()).toBe('');
});

it('shows the page in English where the texts of the remembered language cannot be fetched', async () => {
  const { page } = await visit({
    onContext: (context) => context.route(/\/assets\/de-/, (route) => route.abort()),
    locale: 'de-DE',
    strict: false,
  });
  await heading(page, 'Sign in to Grail');
  await page.getByTestId('demo-sign-in').click();
  await connected(page);
});
