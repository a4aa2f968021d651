/** Draws every screen into shots/: `node test-support/shots.mjs [name…]`, after `npm run build`. */
import { mkdir } from 'node:fs/promises';
import { launch } from './browser.mjs';
import { FakeBackend } from './fake-backend/server.mjs';
import { totp } from './fake-backend/totp.mjs';

const SIZES = { phone: [360, 740], desktop: [1280, 800], wide: [1920, 1080], huge: [3840, 2160] };

function fill(store) {
  const day = (n) => new Date(Date.now() - n * 86_400_000).toISOString();
  store.addDocument({
    filename: 'handbook.md',
    size: 18_400,
    tags: ['policy'],
    content_type: 'text/markdown',
  });
  store.addDocument({
    filename: 'a rather long name of a contract with many words that cannot fit on a line.docx',
    tags: ['legal', '2024'],
  });
  store.addDocument({
    filename: 'scan-broken.pdf',
    status: 'failed',
    failure: { code: 'unreadable', message: 'This file is damaged and cannot be read.', retryable: true },
  });
  store.addDocument({
    filename: '2023_Q3_results.pdf',
    status: 'embedding',
    progress: { done: 140, total: 320 },
  });
  store.addDocument({ filename: '2022_Q3_results.pdf', tags: ['finance'], pages: 28 });
  [
    'How did sales develop in the third quarter?',
    'Which risks are named?',
    'Notice periods in the contract',
  ].forEach((title, index) => store.addConversation(title, [], day(index * 3)));
}

const backend = await new FakeBackend().start();
fill(backend.store);
backend.chat.pace = 4;
const browser = await launch();
await mkdir('shots', { recursive: true });

async function session(size, scheme, locale = 'en-US') {
  const [width, height] = SIZES[size];
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale,
    hasTouch: size === 'phone',
  });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && console.log('console:', message.text()));
  page.on('pageerror', (error) => console.log('page error:', error.message));
  const shot = (name) => page.screenshot({ path: `shots/${name}-${size}-${scheme}.png` });
  await page.goto(backend.url);
  await page.getByTestId('demo-sign-in').waitFor();
  return { page, shot, size, context };
}

async function tour({ page, shot, size, context }) {
  await shot('1-sign-in');
  await page.getByTestId('demo-sign-in').click();
  await page.getByTestId('ask-input').waitFor();
  await page.locator('[data-testid=connection-state][data-state=open]').waitFor();
  await page.waitForTimeout(300);
  await shot('2-empty');
  await page.getByTestId('ask-input').fill('How did net sales develop, and what stood in the way?');
  await page.getByTestId('ask-submit').click();
  await page.waitForTimeout(350);
  await shot('3-streaming');
  await page.locator('[data-testid=message-assistant][data-status=complete]').waitFor();
  await page.waitForTimeout(200);
  await shot('4-answer');
  await page.getByText(/^5 (sources|nguồn)$/).click();
  await shot('4-sources');
  await page.getByTestId('citation').first().click();
  await page.getByTestId('reader-quote').first().waitFor();
  await page.waitForTimeout(400);
  await shot('5-reader-page');
  await page
    .getByTestId('reader')
    .getByRole('button', { name: /^(Text|Văn bản)$/ })
    .click();
  await page.waitForTimeout(400);
  await shot('6-reader-text');
  await page.getByTestId('reader-close').click();
  if (size === 'phone') {
    await page.getByTestId('toggle-documents').click();
    await page.waitForTimeout(400);
    await shot('7-documents');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Show conversations|Hiện các cuộc/ }).click();
    await page.waitForTimeout(300);
    await shot('8-sidebar');
  }
  await page.getByRole('button', { name: /^(Account|Tài khoản)$/ }).click();
  await page.getByRole('menuitem').first().click();
  await page.waitForTimeout(400);
  await shot('9-usage');
  await context.close();
}

/** An invitation, an authenticator app, and what the account's dialog says. */
async function accountTour({ page, shot, context }, name) {
  const email = `${name}@example.org`;
  backend.cognito.invite(email, 'Temporary-1');
  const signIn = async (password) => {
    await page.getByTestId('sign-in-email').fill(email);
    await page.getByTestId('sign-in-password').fill(password);
    await page.keyboard.press('Enter');
  };
  await signIn('Temporary-1');
  await page.getByTestId('choose-password').fill('short');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await shot('10-choose-password');
  await page.getByTestId('choose-password').fill('my own word 2');
  await page.keyboard.press('Enter');
  await page.getByTestId('ask-input').waitFor();
  const opener = page.getByRole('button', { name: /Show conversations|Hiện các cuộc/ });
  if (await opener.isVisible()) await opener.click();
  await page.getByRole('button', { name: /^(Account|Tài khoản)$/ }).click();
  await page.getByRole('menuitem').nth(1).click();
  await page.getByTestId('set-up-app').waitFor();
  await shot('11-security');
  await page.getByTestId('change-password').click();
  await shot('12-change-password');
  await page.getByTestId('set-up-app').click();
  await page.getByTestId('app-secret').waitFor();
  await page.locator('form svg[role=img]').waitFor();
  await page.getByTestId('app-secret').scrollIntoViewIfNeeded();
  await shot('13-set-up');
  const secret = (await page.getByTestId('app-secret').textContent()).replaceAll(' ', '');
  await page.getByTestId('app-code').fill(totp(secret));
  await page.keyboard.press('Enter');
  await page.getByTestId('turn-off-app').click();
  await shot('14-turn-off');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  await page.getByTestId('sign-out').click();
  await signIn('my own word 2');
  await page.getByTestId('app-code').waitFor();
  await shot('15-app-code');
  await context.close();
}

try {
  const wanted = process.argv.slice(2);
  const tours = [
    ['desktop', 'light'],
    ['desktop', 'dark'],
    ['phone', 'light'],
    ['phone', 'dark', 'vi-VN'],
    ['wide', 'light'],
    ['huge', 'dark'],
  ];
  for (const [size, scheme, locale] of tours) {
    if (wanted.length > 0 && !wanted.includes(`${size}-${scheme}`)) continue;
    await tour(await session(size, scheme, locale));
    await accountTour(await session(size, scheme, locale), `${size}-${scheme}`);
  }
} finally {
  await browser.close();
  await backend.stop();
}
