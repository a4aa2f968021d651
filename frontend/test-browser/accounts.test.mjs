/** Invitations, authenticator apps and passwords: what stands between a person and their documents. */
import { describe, expect, it } from 'vitest';
import { totp } from '../test-support/fake-backend/totp.mjs';
import { connected, signIn, signOut, usePages } from './page.mjs';

const { visit, signedIn } = usePages();
const TEMPORARY = 'Temporary-1';
const CHOSEN = 'my own word 2';

async function openSecurity(page) {
  await page.getByRole('button', { name: 'Account', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Sign-in and security' }).click();
  await page.getByRole('heading', { name: 'Authenticator app' }).waitFor();
}

/** Sets an app up in the dialog and returns its key and the code that did it, which is good for half a minute more. */
async function enableApp(page) {
  await openSecurity(page);
  await page.getByTestId('set-up-app').click();
  await page.getByRole('img', { name: /Square code/ }).waitFor();
  const secret = (await page.getByTestId('app-secret').textContent()).replaceAll(' ', '');
  await page.getByTestId('app-code').fill('000000');
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByRole('alert').getByText('That code is not right.').waitFor();
  const code = totp(secret);
  await page.getByTestId('app-code').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('you enter a code from your app').waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  return { secret, code };
}

describe('an invited person', () => {
  it('chooses a password, enables an authenticator app, and signs in again with a code', async () => {
    const { page } = await visit({
      prepare: ({ cognito }) => cognito.invite('anna@example.org', TEMPORARY),
      backendOptions: { signUp: 'invited' },
    });
    await signIn(page, 'Anna@Example.org', TEMPORARY);
    await page.getByRole('heading', { name: 'Choose your password' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.dataset.testid)).toBe('choose-password');
    await page.keyboard.type('short');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This password is too weak.').waitFor();
    await page.getByTestId('choose-password').fill(CHOSEN);
    await page.keyboard.press('Enter');
    await connected(page);

    const { secret, code } = await enableApp(page);
    await signOut(page);
    await signIn(page, 'anna@example.org', TEMPORARY);
    await page.getByText('The email or the password is wrong.').waitFor();
    await signIn(page, 'anna@example.org', CHOSEN);
    await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
    await page.getByTestId('app-code').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('That code is not right.').waitFor();
    await page.getByTestId('app-code').fill(code);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This code has already been used.').waitFor();
    await page.getByTestId('app-code').fill(totp(secret, 1));
    await page.keyboard.press('Enter');
    await connected(page);
  });

  it('is told that accounts are by invitation, and is offered none', async () => {
    const { page } = await visit({ backendOptions: { signUp: 'invited' } });
    await page.getByText('Accounts are by invitation.').waitFor();
    expect(await page.getByRole('button', { name: 'Create account' }).count()).toBe(0);
  });

  it('is told what to do about an invitation that was not used, or has run out', async () => {
    const { page } = await visit({
      prepare: ({ cognito }) => {
        cognito.invite('anna@example.org', TEMPORARY);
        cognito.invite('late@example.org', TEMPORARY, 20);
      },
    });
    await page.getByRole('button', { name: 'Forgotten password?' }).click();
    await page.getByLabel('Email').fill('ANNA@example.org');
    await page.getByRole('button', { name: 'Send code' }).click();
    await page.getByRole('alert').getByText('or ask for a new one').waitFor();
    await page.getByRole('button', { name: 'Back to sign in' }).click();
    await signIn(page, 'late@example.org', TEMPORARY);
    await page.getByRole('alert').getByText('Your temporary password has expired.').waitFor();
  });

  it('can start again when the steps took too long', async () => {
    const { page, backend } = await visit({
      prepare: ({ cognito }) => cognito.invite('anna@example.org', TEMPORARY),
    });
    await signIn(page, 'anna@example.org', TEMPORARY);
    await page.getByTestId('choose-password').fill(CHOSEN);
    backend.cognito.endSessions();
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('That took too long.').waitFor();
    await page.getByRole('button', { name: 'Back to sign in' }).click();
    await signIn(page, 'anna@example.org', TEMPORARY);
    await page.getByTestId('choose-password').fill(CHOSEN);
    await page.keyboard.press('Enter');
    await connected(page);
  });
});

describe('one mailbox', () => {
  it('is one account, however it is written', async () => {
    const { page, backend } = await visit();
    const before = backend.cognito.size;
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByTestId('sign-up-email').fill(' New@Example.COM ');
    await page.getByTestId('sign-up-password').fill(CHOSEN);
    await page.getByTestId('sign-up-submit').click();
    await connected(page);
    expect(backend.cognito.user('new@example.com').email).toBe('new@example.com');
    await signOut(page);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByTestId('sign-up-email').fill('NEW@example.com');
    await page.getByTestId('sign-up-password').fill(CHOSEN);
    await page.getByTestId('sign-up-submit').click();
    await page.getByText('There is already an account with this email.').waitFor();
    expect(backend.cognito.size).toBe(before + 1);
  });

  it('is refused with a sentence where the domain is not among those that may', async () => {
    const { page } = await visit({ backendOptions: { domains: ['example.com', 'example.net'] } });
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('For addresses of example.com or example.net.').waitFor();
    await page.getByTestId('sign-up-email').fill('anna@example.org');
    await page.getByTestId('sign-up-password').fill(CHOSEN);
    await page.getByTestId('sign-up-submit').click();
    await page.getByRole('alert').getByText('This address cannot be used here.').waitFor();
  });
});

describe('signing in', () => {
  it('leads through the set-up of an app where the stage wants one of everybody', async () => {
    const { page } = await visit({
      prepare: ({ cognito }) => cognito.invite('anna@example.org', TEMPORARY),
      backendOptions: { mfa: 'ON' },
    });
    await signIn(page, 'anna@example.org', TEMPORARY);
    await page.getByTestId('choose-password').fill(CHOSEN);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: /Square code/ }).waitFor();
    const secret = (await page.getByTestId('app-secret').textContent()).replaceAll(' ', '');
    await page.getByTestId('app-code').fill(totp(secret));
    await page.keyboard.press('Enter');
    await connected(page);
  });

  it('asks for a new password where an administrator wants one', async () => {
    const { page, backend } = await visit();
    const user = backend.cognito.user('demo@grail.local');
    Object.assign(user, { status: 'RESET_REQUIRED', code: '123456' });
    await page.getByTestId('demo-sign-in').click();
    await page.getByText('Your password must be changed.').waitFor();
    await page.getByTestId('confirmation-code').fill('123456');
    await page.getByLabel('New password').fill(CHOSEN);
    await page.getByRole('button', { name: 'Set new password' }).click();
    await signIn(page, 'demo@grail.local', CHOSEN);
    await connected(page);
  });

  it('says whom to ask when a step is unknown', async () => {
    const { page, backend } = await visit();
    backend.cognito.user('demo@grail.local').strange = 'CUSTOM_CHALLENGE';
    await page.getByTestId('demo-sign-in').click();
    await page.getByRole('alert').getByText('Ask your administrator for help.').waitFor();
  });
});

describe('sign-in and security', () => {
  it('changes the password, and says when the current one is wrong', async () => {
    const { page } = await signedIn();
    await openSecurity(page);
    await page.getByTestId('change-password').click();
    await page.getByTestId('current-password').fill('wrong-word-1');
    await page.getByTestId('new-password').fill(CHOSEN);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The current password is wrong.').waitFor();
    await page.getByTestId('current-password').fill('Grail-demo-1');
    await page.keyboard.press('Enter');
    await page.getByText('Your password has been changed.').waitFor();
    await page.keyboard.press('Escape');
    await signOut(page);
    await signIn(page, 'demo@grail.local', CHOSEN);
    await connected(page);
  });

  it('turns an authenticator app off again', async () => {
    const { page, backend } = await signedIn();
    await enableApp(page);
    expect(backend.cognito.user('demo@grail.local').mfa).toBe(true);
    await openSecurity(page);
    await page.getByTestId('turn-off-app').click();
    await page.getByText('your password alone is enough').waitFor();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByTestId('set-up-app').waitFor();
    expect(backend.cognito.user('demo@grail.local').mfa).toBe(false);
  });
});
