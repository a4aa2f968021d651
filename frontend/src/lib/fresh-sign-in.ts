/**
 * A sign-in that leaves the session as it is, for what only who has just signed in may do. Amplify signs nobody in who
 * is signed in already, and signing out first would end the session of who mistypes the password.
 */
import { normalCode, normalEmail } from '@/lib/sign-in';
import type { ServiceConfig } from '@/types/api';

/** An ID token, or what a code of the authenticator app is answered with. */
export type FreshSignIn = { token: string } | { session: string };

interface CognitoAnswer {
  AuthenticationResult?: { IdToken: string };
  ChallengeName?: string;
  Session?: string;
  __type?: string;
  message?: string;
}

async function ask(auth: ServiceConfig['auth'], action: string, body: object): Promise<FreshSignIn> {
  const response = await fetch(auth.endpoint ?? `https://cognito-idp.${auth.region}.amazonaws.com/`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${action}`,
    },
    body: JSON.stringify({ ClientId: auth.client_id, ...body }),
  });
  const answer = (await response.json()) as CognitoAnswer;
  if (answer.AuthenticationResult) return { token: answer.AuthenticationResult.IdToken };
  if (answer.ChallengeName === 'SOFTWARE_TOKEN_MFA' && answer.Session) return { session: answer.Session };
  const error = new Error(answer.message ?? '');
  error.name = answer.__type?.split('#').pop() ?? 'UnknownError';
  throw error;
}

export function signInFresh(
  auth: ServiceConfig['auth'],
  email: string,
  password: string,
): Promise<FreshSignIn> {
  const parameters = { USERNAME: normalEmail(email), PASSWORD: password };
  return ask(auth, 'InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: parameters });
}

export function answerWithCode(
  auth: ServiceConfig['auth'],
  session: string,
  email: string,
  code: string,
): Promise<FreshSignIn> {
  const answers = { USERNAME: normalEmail(email), SOFTWARE_TOKEN_MFA_CODE: normalCode(code) };
  return ask(auth, 'RespondToAuthChallenge', {
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    Session: session,
    ChallengeResponses: answers,
  });
}
