/** Signing in. With `account-security.ts` the only module that knows Amplify. */
import { Amplify } from 'aws-amplify';
import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  resendSignUpCode,
  resetPassword,
  signIn,
  signOut,
  signUp,
  type SignInOutput,
} from 'aws-amplify/auth';
import { setupUri } from '@/lib/setup-uri';
import type { Company, ServiceConfig } from '@/types/api';

export interface Session {
  token: string;
  /** Unix milliseconds. */
  expiresAt: number;
  /** Milliseconds from the token's making to its end. */
  lasts: number;
  email: string;
  ownerId: string;
  /** Whether the company's own sign-in keeps the password. */
  throughCompany: boolean;
}

/** The next step of a sign-in. */
export type SignInStep =
  | { name: 'signed-in' }
  | { name: 'confirm-account' }
  | { name: 'choose-password' }
  | { name: 'app-code' }
  | { name: 'app-setup'; secret: string; uri: string }
  | { name: 'reset-password' }
  | { name: 'unknown' };
type SignUpResult = 'complete' | 'confirm';

/** One mailbox is one account: lower case in every call, as the user pool compares addresses. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Digits alone: authenticator apps show "123 456". */
export function normalCode(code: string): string {
  return code.replace(/\s/g, '');
}

/** Cognito answers with a code or an error in the address. */
function cameBack(): boolean {
  const answer = new URLSearchParams(location.search);
  return answer.has('state') && (answer.has('code') || answer.has('error'));
}

/** Returns whether the person comes back from the company's sign-in just now. */
export async function configureAuth(auth: ServiceConfig['auth']): Promise<boolean> {
  // Loaded even when nobody has come back: otherwise Amplify waits for a sign-in that was begun and left.
  if (auth.company) await import('@/lib/company-sign-in');
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: auth.user_pool_id,
        userPoolClientId: auth.client_id,
        ...(auth.endpoint ? { userPoolEndpoint: auth.endpoint } : {}),
        loginWith: { email: true, ...(auth.company && { oauth: oauthOf(auth.company) }) },
      },
    },
  });
  return Boolean(auth.company) && cameBack();
}

/** Takes the company's answer out of the address once it has been read; a reload would read it again. */
export function forgetAnswer(): void {
  if (cameBack()) history.replaceState(history.state, '', location.pathname);
}

function oauthOf({ domain }: Company) {
  const home = [`${location.origin}/`];
  const scopes = ['openid', 'email', 'profile'];
  return { domain, scopes, redirectSignIn: home, redirectSignOut: home, responseType: 'code' as const };
}

/** The stored session, refreshed when it has run out; null when nobody is signed in. */
export async function currentSession(options: { fresh?: boolean } = {}): Promise<Session | null> {
  const { tokens } = await fetchAuthSession({ forceRefresh: options.fresh ?? false });
  const id = tokens?.idToken;
  if (!id) return null;
  return {
    token: id.toString(),
    expiresAt: (id.payload.exp ?? 0) * 1000,
    lasts: ((id.payload.exp ?? 0) - (id.payload.iat ?? 0)) * 1000,
    email: typeof id.payload.email === 'string' ? id.payload.email : '',
    ownerId: id.payload.sub ?? '',
    throughCompany: Array.isArray(id.payload.identities),
  };
}

/** Amplify keeps the name of the account under a key that ends so. */
const ACCOUNT_KEY = 'LastAuthUser';

/** Calls `onChange` when another tab signs out, or signs in with another account, until the returned function is called. */
export function watchOtherTabs(ownerId: string, onChange: () => void): () => void {
  const changed = ({ key }: StorageEvent) => {
    if (key !== null && !key.endsWith(ACCOUNT_KEY)) return;
    void currentSession()
      .catch(() => null)
      .then((session) => session?.ownerId !== ownerId && onChange());
  };
  addEventListener('storage', changed);
  return () => removeEventListener('storage', changed);
}

export async function signInWith(email: string, password: string): Promise<SignInStep> {
  const username = normalEmail(email);
  return stepOf(await signIn({ username, password }), username);
}

/** Answers the step that `signInWith` or this function asked for: with a new password, or a code. */
export async function continueSignIn(email: string, answer: string): Promise<SignInStep> {
  return stepOf(await confirmSignIn({ challengeResponse: answer }), normalEmail(email));
}

async function stepOf({ isSignedIn, nextStep }: SignInOutput, email: string): Promise<SignInStep> {
  if (isSignedIn) return { name: 'signed-in' };
  switch (nextStep.signInStep) {
    case 'CONFIRM_SIGN_UP':
      return { name: 'confirm-account' };
    case 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED':
      return { name: 'choose-password' };
    case 'CONFIRM_SIGN_IN_WITH_TOTP_CODE':
      return { name: 'app-code' };
    case 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP': {
      const { sharedSecret } = nextStep.totpSetupDetails;
      return { name: 'app-setup', secret: sharedSecret, uri: setupUri(email, sharedSecret) };
    }
    case 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION':
    case 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION':
      return nextStep.allowedMFATypes?.includes('TOTP')
        ? stepOf(await confirmSignIn({ challengeResponse: 'TOTP' }), email)
        : { name: 'unknown' };
    case 'RESET_PASSWORD':
      return { name: 'reset-password' };
    default:
      return { name: 'unknown' };
  }
}

export async function createAccount(email: string, password: string): Promise<SignUpResult> {
  const username = normalEmail(email);
  const result = await signUp({ username, password, options: { userAttributes: { email: username } } });
  return result.nextStep.signUpStep === 'CONFIRM_SIGN_UP' ? 'confirm' : 'complete';
}

export async function confirmAccount(email: string, code: string): Promise<void> {
  await confirmSignUp({ username: normalEmail(email), confirmationCode: normalCode(code) });
}

export async function resendCode(email: string): Promise<void> {
  await resendSignUpCode({ username: normalEmail(email) });
}

export async function requestPasswordReset(email: string): Promise<void> {
  await resetPassword({ username: normalEmail(email) });
}

export async function setNewPassword(email: string, code: string, password: string): Promise<void> {
  const confirmationCode = normalCode(code);
  await confirmResetPassword({ username: normalEmail(email), confirmationCode, newPassword: password });
}

export async function leave(): Promise<void> {
  await signOut();
}
