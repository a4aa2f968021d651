/**
 * No text of a control is cut off or leaves it, and nothing scrolls sideways: in every language, window and size of
 * letters. `EVERY_LANGUAGE=1` takes them all; `SHOTS=folder` also draws each screen into that folder.
 */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launch } from '../test-support/browser.mjs';
import { FakeBackend } from '../test-support/fake-backend/server.mjs';
import { overflowing } from '../test-support/overflow.mjs';
import { furnish } from '../test-support/furnish.mjs';
import { INSIDE, OUTSIDE } from '../test-support/screens.mjs';
import { settled } from '../test-support/settled.mjs';
import { connected } from './page.mjs';

const { EVERY_LANGUAGE, SHOTS } = process.env;
const texts = import.meta.glob('../src/config/strings/*/{index,late}.ts');

/** All texts of a language. Those of English are in two files. */
async function textsOf(language) {
  const parts = Object.keys(texts).filter((path) => path.includes(`/${language}/`));
  return Object.assign({}, ...(await Promise.all(parts.map((path) => texts[path]()))));
}

// German has the longest words, and Arabic runs the other way.
const LANGUAGES = EVERY_LANGUAGE ? ['en', 'vi', 'de', 'fr', 'es', 'pt', 'ja', 'zh', 'ar'] : ['de', 'ar'];
const WINDOWS = EVERY_LANGUAGE
  ? [[320, 1], [390, 1], [768, 1], [1440, 1], [1440, 2], [768, 2]] // prettier-ignore
  : [[320, 1], [1440, 2]]; // prettier-ignore
const CASES = LANGUAGES.flatMap((language) => WINDOWS.map(([width, letters]) => [language, width, letters]));

const browsers = new Map();
let backend;
beforeAll(async () => {
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  for (const letters of [1, 2]) {
    browsers.set(letters, await launch([`--blink-settings=defaultFontSize=${16 * letters}`]));
  }
  backend = await new FakeBackend().start();
  backend.chat.pace = 1;
  const failure = { code: 'unreadable', message: 'This file is damaged.', retryable: true };
  backend.store.addDocument({ filename: 'broken.docx', status: 'failed', failure });
  backend.store.addDocument({ filename: 'slow.md', status: 'embedding', progress: { done: 14, total: 320 } });
  furnish(backend);
});
afterAll(async () => {
  for (const browser of browsers.values()) await browser.close();
  await backend.stop();
});

// Each looks at all screens.
it.each(CASES)(
  '%s at %d px, letters %d times as large',
  { timeout: 120_000 },
  async (language, width, letters) => {
    const t = await textsOf(language);
    const context = await browsers.get(letters).newContext({
      viewport: { width, height: 800 },
      locale: language,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const wrong = [];
    async function look(screens) {
      for (const [name, { open, leave }] of Object.entries(screens)) {
        await open(page, t);
        await page.evaluate(settled);
        for (const fault of await page.evaluate(overflowing)) wrong.push(`${name}: ${fault}`);
        if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${language}-${width}-${letters}.png` });
        await leave?.(page, t);
      }
    }
    await page.goto(backend.url);
    await look(OUTSIDE);
    await page.getByTestId('demo-sign-in').click();
    await connected(page);
    await look(INSIDE);
    await context.close();
    expect(wrong).toEqual([]);
  },
);
