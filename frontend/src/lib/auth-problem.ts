/**
 * The code of a sign-in problem, for which the strings have a sentence. Cognito gives many problems one name and tells
 * them apart by an English message alone.
 */
const FINER: readonly (readonly [name: string, message: RegExp, code: string])[] = [
  ['NotAuthorizedException', /temporary password has expired/i, 'InvitationExpired'],
  ['NotAuthorizedException', /cannot be reset in the current state/i, 'InvitationUnused'],
  ['NotAuthorizedException', /not permitted for this user pool/i, 'InvitationOnly'],
  ['NotAuthorizedException', /session/i, 'SignInEnded'],
  ['NotAuthorizedException', /disabled/i, 'AccountDisabled'],
  ['NotAuthorizedException', /attempts exceeded/i, 'LimitExceededException'],
  ['ExpiredCodeException', /already been used/i, 'CodeUsed'],
  ['EnableSoftwareTokenMFAException', /./, 'CodeMismatchException'],
  ['InvalidParameterException', /no registered\/verified/i, 'NoVerifiedAddress'],
  ['UserLambdaValidationException', /./, 'AddressRefused'],
  // Amplify's own: the page was loaded anew, or waited too long, between two steps.
  ['SignInException', /./, 'SignInEnded'],
];

export function authProblemCode(error: unknown): string {
  if (!(error instanceof Error)) return 'Unknown';
  const finer = FINER.find(([name, message]) => error.name === name && message.test(error.message));
  return finer?.[2] ?? error.name;
}
