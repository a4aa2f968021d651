/** A real browser for tests of the built page: Chromium, or with BROWSER=firefox Debian's or Mozilla's Firefox. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, firefox } from 'playwright-core';

// The shell first: Chromium without its windows takes a quarter less of a processor.
const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export function findChromium() {
  return PLACES.find((path) => path && existsSync(path)) ?? null;
}

const BRIDGE = fileURLToPath(new URL('./firefox-bridge.mjs', import.meta.url));

/** `more` are further switches of Chromium. */
export function launch(more = []) {
  if (process.env.BROWSER === 'firefox') {
    return firefox.launch({ channel: 'moz-firefox', executablePath: BRIDGE });
  }
  return chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}
