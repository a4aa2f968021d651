/** Changes that a person makes to their own sign-in. Loaded with the dialog that needs it. */
import {
  fetchMFAPreference,
  setUpTOTP,
  signOut,
  updateMFAPreference,
  updatePassword,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
import { normalCode } from '@/lib/sign-in';
import { setupUri } from '@/lib/setup-uri';

/** Ends every session of the account, in all browsers. Tokens that are out already last up to an hour. */
export async function leaveEverywhere(): Promise<void> {
  await signOut({ global: true });
}

export async function changePassword(current: string, chosen: string): Promise<void> {
  await updatePassword({ oldPassword: current, newPassword: chosen });
}

/** Whether a code of an authenticator app is asked for at sign-in. */
export async function asksForAppCode(): Promise<boolean> {
  const { enabled } = await fetchMFAPreference();
  return enabled?.includes('TOTP') ?? false;
}

export async function beginAppSetup(email: string): Promise<{ secret: string; uri: string }> {
  const { sharedSecret } = await setUpTOTP();
  return { secret: sharedSecret, uri: setupUri(email, sharedSecret) };
}

/** From here on a code is asked for; the code proves that the app has the key. */
export async function finishAppSetup(code: string): Promise<void> {
  await verifyTOTPSetup({ code: normalCode(code) });
  await updateMFAPreference({ totp: 'PREFERRED' });
}

export async function stopAskingForAppCode(): Promise<void> {
  await updateMFAPreference({ totp: 'DISABLED' });
}
