import { expect, it } from 'vitest';
import { authProblemCode } from '@/lib/auth-problem';
import { auth } from '@/config/strings/en/auth';

const problem = (name: string, message: string) => Object.assign(new Error(message), { name });

it.each([
  ['NotAuthorizedException', 'Incorrect username or password.', 'NotAuthorizedException'],
  [
    'NotAuthorizedException',
    'Temporary password has expired and must be reset by an administrator.',
    'InvitationExpired',
  ],
  ['NotAuthorizedException', 'User password cannot be reset in the current state.', 'InvitationUnused'],
  ['NotAuthorizedException', 'SignUp is not permitted for this user pool', 'InvitationOnly'],
  ['NotAuthorizedException', 'Invalid session for the user, session is expired.', 'SignInEnded'],
  ['NotAuthorizedException', 'Password attempts exceeded', 'LimitExceededException'],
  ['NotAuthorizedException', 'User is disabled.', 'AccountDisabled'],
  ['ExpiredCodeException', 'Your software token has already been used once.', 'CodeUsed'],
  ['ExpiredCodeException', 'Invalid code provided, please request a code again.', 'ExpiredCodeException'],
  ['EnableSoftwareTokenMFAException', 'Code mismatch', 'CodeMismatchException'],
  ['UserLambdaValidationException', 'PreSignUp failed with error No.', 'AddressRefused'],
  ['SignInException', 'An error occurred during the sign in process.', 'SignInEnded'],
])('tells %s: %s', (name, message, code) => {
  expect(authProblemCode(problem(name, message))).toBe(code);
  expect(Object.keys(auth.problems)).toContain(code);
});

it('leaves what it does not know as it is', () => {
  expect(authProblemCode(problem('NewException', 'x'))).toBe('NewException');
  expect(authProblemCode('x')).toBe('Unknown');
});
