/** Signing in and making accounts. Loaded with the forms: who is signed in already needs none of it. */
import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  resendSignUpCode,
  resetPassword,
  signIn,
  signUp,
  type SignInOutput,
} from 'aws-amplify/auth';
import { setupUri } from '@/lib/setup-uri';

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
