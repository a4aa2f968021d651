/** Accessibility, and every width of window. */
import { describe, expect, it } from 'vitest';
import { violations } from '../test-support/axe.mjs';
import { furnish } from '../test-support/furnish.mjs';
import { INSIDE, OUTSIDE } from '../test-support/screens.mjs';
import { ask, connected, lastAnswer, usePages } from './page.mjs';

const { visit, signedIn } = usePages();
const report = ({ store }) => {
  const { id } = store.addDocument({ filename: 'report.pdf' });
  store.addCollection('Finance', [id]);
};
const weak = (backend) => {
  report(backend);
  backend.chat.evidence = 'weak';
};

describe.each(['light', 'dark'])('accessibility, %s', (colorScheme) => {
  it('has no serious finding before signing in', async () => {
    const { page } = await visit({ colorScheme });
    await page.getByTestId('sign-in-submit').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('has none in the workspace with an answer, its sources and the reader open', async () => {
    const { page } = await signedIn({ colorScheme, prepare: weak });
    expect(await violations(page)).toEqual([]);
    await ask(page, 'How did sales develop?');
    await lastAnswer(page).getByText('5 sources').click();
    expect(await violations(page)).toEqual([]);
    await page.getByTestId('citation').first().click();
    await page.getByTestId('reader-quote').first().waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('has none in what is found inside documents, in menus and in dialogs', async () => {
    const { page } = await signedIn({ colorScheme, prepare: report });
    await page.getByPlaceholder('Filter by name').fill('dividend');
    await page.keyboard.press('Enter');
    await page.getByTestId('inside-passage').first().waitFor();
    await page.getByRole('button', { name: 'Account' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Usage' }).click();
    await page.getByRole('progressbar', { name: 'Questions today' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('has none in the steps of a first sign-in and in the dialog of the account', async () => {
    const invite = ({ cognito }) => cognito.invite('anna@example.org', 'Temporary-1');
    const { page } = await visit({ colorScheme, prepare: invite });
    await page.getByTestId('sign-in-email').fill('anna@example.org');
    await page.getByTestId('sign-in-password').fill('Temporary-1');
    await page.keyboard.press('Enter');
    await page.getByTestId('choose-password').fill('short');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByTestId('choose-password').fill('my own word 2');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Account', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Sign-in and security' }).click();
    await page.getByTestId('change-password').click();
    await page.getByTestId('set-up-app').click();
    await page.getByRole('img', { name: /Square code/ }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('has none on a phone with the documents open', async () => {
    const phone = { viewport: { width: 360, height: 740 } };
    const { page } = await signedIn({ colorScheme, prepare: report, ...phone });
    await page.getByTestId('toggle-documents').click();
    await page.getByTestId('document-row').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

const texts = import.meta.glob('../src/config/strings/*/index.ts');

const COLOURS = [
  ['de', { colorScheme: 'light', forcedColors: 'active' }],
  ['ar', { colorScheme: 'dark' }],
];
// `EVERY_LANGUAGE=1` looks at both themes in both directions.
const MORE = process.env.EVERY_LANGUAGE
  ? [['de', { colorScheme: 'light' }], ['de', { colorScheme: 'dark' }], ['ar', { colorScheme: 'light' }]] // prettier-ignore
  : [];

it.each([...COLOURS, ...MORE])(
  'has no serious finding on any screen in %s, %o',
  async (locale, colours) => {
    const t = await texts[`../src/config/strings/${locale}/index.ts`]();
    const { page } = await visit({ locale, prepare: furnish, reducedMotion: 'reduce', ...colours });
    const found = [];
    async function look(screens) {
      for (const [name, { open, leave }] of Object.entries(screens)) {
        await open(page, t);
        found.push(...(await violations(page)).map((finding) => `${name}: ${finding}`));
        await leave?.(page, t);
      }
    }
    await look(OUTSIDE);
    await page.getByTestId('demo-sign-in').click();
    await connected(page);
    await look(INSIDE);
    expect(found).toEqual([]);
  },
  120_000,
);

describe.each([360, 768, 1280, 1920, 3840])('at %d px', (width) => {
  it('nothing is wider than the window', async () => {
    const { page } = await signedIn({ prepare: report, viewport: { width, height: 800 } });
    await ask(page, 'How did sales develop?');
    await lastAnswer(page).waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
});
