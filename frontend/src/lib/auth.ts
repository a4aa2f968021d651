/** Signing in: the only module that knows Amplify. The rest of the page sees these functions and `AuthProblem`. */
import { Amplify } from 'aws-amplify';
import {
  confirmResetPassword,
  confirmSignUp,
  fetchAuthSession,
  resendSignUpCode,
  resetPassword,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import type { ServiceConfig } from '@/types/api';

export interface Session {
  token: string;
  /** Unix milliseconds. */
  expiresAt: number;
  email: string;
  ownerId: string;
}

export type SignInResult = 'signed-in' | 'confirm' | 'unsupported';
export type SignUpResult = 'complete' | 'confirm';

export function configureAuth(auth: ServiceConfig['auth']): void {
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: auth.user_pool_id,
        userPoolClientId: auth.client_id,
        ...(auth.endpoint ? { userPoolEndpoint: auth.endpoint } : {}),
        loginWith: { email: true },
      },
    },
  });
}

/** The stored session, refreshed when it has run out; null when nobody is signed in. */
export async function currentSession(options: { fresh?: boolean } = {}): Promise<Session | null> {
  const { tokens } = await fetchAuthSession({ forceRefresh: options.fresh ?? false });
  const id = tokens?.idToken;
  if (!id) return null;
  return {
    token: id.toString(),
    expiresAt: (id.payload.exp ?? 0) * 1000,
    email: typeof id.payload.email === 'string' ? id.payload.email : '',
    ownerId: id.payload.sub ?? '',
  };
}

export async function signInWith(email: string, password: string): Promise<SignInResult> {
  const { isSignedIn, nextStep } = await signIn({ username: email, password });
  if (isSignedIn) return 'signed-in';
  return nextStep.signInStep === 'CONFIRM_SIGN_UP' ? 'confirm' : 'unsupported';
}

export async function createAccount(email: string, password: string): Promise<SignUpResult> {
  const result = await signUp({ username: email, password, options: { userAttributes: { email } } });
  return result.nextStep.signUpStep === 'CONFIRM_SIGN_UP' ? 'confirm' : 'complete';
}

export async function confirmAccount(email: string, code: string): Promise<void> {
  await confirmSignUp({ username: email, confirmationCode: code });
}

export async function resendCode(email: string): Promise<void> {
  await resendSignUpCode({ username: email });
}

export async function requestPasswordReset(email: string): Promise<void> {
  await resetPassword({ username: email });
}

export async function setNewPassword(email: string, code: string, password: string): Promise<void> {
  await confirmResetPassword({ username: email, confirmationCode: code, newPassword: password });
}

export async function leave(): Promise<void> {
  await signOut();
}

/** Cognito's name for what went wrong (`NotAuthorizedException` …), which strings.ts turns into a sentence. */
export function authProblemCode(error: unknown): string {
  return error instanceof Error ? error.name : 'Unknown';
}
