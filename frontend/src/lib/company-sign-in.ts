/**
 * Signing in through the people's company: to Cognito's address, from there to the company's, and back with a code.
 * Loaded where the stage has a company. The import completes a sign-in that has come back.
 */
import 'aws-amplify/auth/enable-oauth-listener';
import { signInWithRedirect } from 'aws-amplify/auth';
import type { Company } from '@/types/api';

/** Leaves the page. */
export async function goToCompany({ provider }: Company): Promise<void> {
  await signInWithRedirect({ provider: { custom: provider } });
}
