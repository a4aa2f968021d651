/**
 * As much of Amazon Cognito as the page's sign-in needs, and as strict: SRP with real proofs, sessions that work once
 * and for the step they were made for, codes of authenticator apps, invitations, sign-up that may be closed.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { challenge, verifierOf } from './srp.mjs';
import { matches, newSecret } from './totp.mjs';

const CODE = '123456';
const SESSION_MS = 180_000;
const DAY_MS = 86_400_000;
const TIMESTAMP = /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d UTC \d{4}$/;

class CognitoError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}
const refuse = (name, message) => {
  throw new CognitoError(name, message);
};
const denied = () => refuse('NotAuthorizedException', 'Incorrect username or password.');

export class FakeCognito {
  poolId = 'us-east-1_fakepool1';
  clientId = 'fakeclient';
  /** Whom an e-mail code was sent to, newest last. */
  mailed = [];
  #users = new Map();
  #proofs = new Map();
  #sessions = new Map();
  #access = new Map();
  #codes = new Map();

  /** `signUp` is open or invited, `domains` what an open one is limited to, `mfa` OPTIONAL or ON, `company` as /config names it. */
  constructor({
    confirmByMail = false,
    signUp = 'open',
    domains = [],
    mfa = 'OPTIONAL',
    company = null,
  } = {}) {
    Object.assign(this, { confirmByMail, signUp, domains, mfa, company });
  }

  get #pool() {
    return this.poolId.split('_')[1];
  }

  addUser(email, password, status = 'CONFIRMED') {
    const sub = randomUUID();
    const user = { sub, email, status, changedAt: Date.now(), used: new Set() };
    this.#users.set(email.toLowerCase(), user);
    this.#setPassword(user, password);
    return user;
  }

  /** As an administrator does in the console; `daysAgo` makes the temporary password an old one. */
  invite(email, temporary, daysAgo = 0) {
    const user = this.addUser(email, temporary, 'FORCE_CHANGE_PASSWORD');
    user.changedAt -= daysAgo * DAY_MS;
    return user;
  }

  user(email) {
    return this.#users.get(email.toLowerCase());
  }

  get size() {
    return this.#users.size;
  }

  /** Ends every session between two steps, as three minutes do. */
  endSessions() {
    this.#sessions.clear();
  }

  #setPassword(user, password) {
    Object.assign(user, { password, changedAt: Date.now() }, verifierOf(this.#pool, user.sub, password));
  }

  #tokens(user) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const common = { sub: user.sub, iat: now, exp: now + 3600, iss: 'fake', jti: randomUUID() };
    const token = (claims) => `${part({ alg: 'none' })}.${part({ ...common, ...claims })}.signature`;
    const AccessToken = token({ token_use: 'access', username: user.sub, client_id: this.clientId });
    this.#access.set(AccessToken, user);
    return {
      IdToken: token({ token_use: 'id', email: user.email, aud: this.clientId, ...user.claims }),
      AccessToken,
      RefreshToken: `refresh:${user.email}`,
      ExpiresIn: 3600,
      TokenType: 'Bearer',
    };
  }

  /** Whom the company has just let in, by the code that the page is sent; an account of their own, by its subject. */
  federate(email, code, challenge, redirectUri) {
    const user = this.addUser(`company_${email}`, randomUUID());
    Object.assign(user, { email, claims: { identities: [{ providerName: 'Company', userId: email }] } });
    this.#codes.set(code, { user, challenge, redirectUri });
  }

  /** The token endpoint: a code works once, for the page that began, which proves so by PKCE. */
  exchange(form) {
    const code = this.#codes.get(form.get('code'));
    this.#codes.delete(form.get('code'));
    const proof = createHash('sha256').update(form.get('code_verifier')).digest('base64url');
    const own = form.get('client_id') === this.clientId && form.get('redirect_uri') === code?.redirectUri;
    if (!code || !own || proof !== code.challenge) return { error: 'invalid_grant' };
    const { IdToken, AccessToken, RefreshToken } = this.#tokens(code.user);
    return {
      id_token: IdToken,
      access_token: AccessToken,
      refresh_token: RefreshToken,
      expires_in: 3600,
      token_type: 'Bearer',
    };
  }

  handle(operation, body) {
    const run = this[`on${operation}`];
    if (!run) refuse('InvalidAction', operation);
    if ('ClientId' in body && body.ClientId !== this.clientId)
      refuse('ResourceNotFoundException', `User pool client ${body.ClientId} does not exist.`);
    // The page's client has no secret.
    if (body.SecretHash ?? body.AuthParameters?.SECRET_HASH)
      refuse('InvalidParameterException', 'Client is not configured for secret but secret hash was received');
    return run.call(this, body);
  }

  #signedIn({ AccessToken }) {
    return this.#access.get(AccessToken) ?? refuse('NotAuthorizedException', 'Invalid Access Token');
  }

  #checkPassword(password) {
    if (password.length < 10 || !/[a-z]/.test(password) || !/\d/.test(password))
      refuse('InvalidPasswordException', 'Password did not conform with policy');
  }

  #checkCode(user, code) {
    if (!user?.code) refuse('ExpiredCodeException', 'Invalid code provided, please request a code again.');
    if (code !== user.code)
      refuse('CodeMismatchException', 'Invalid verification code provided, please try again.');
    user.code = null;
  }

  #mail(user) {
    user.code = CODE;
    this.mailed.push(user.email);
    return { CodeDeliveryDetails: { DeliveryMedium: 'EMAIL', Destination: 'y***', AttributeName: 'email' } };
  }

  onSignUp({ Username, Password }) {
    if (this.signUp === 'invited')
      refuse('NotAuthorizedException', 'SignUp is not permitted for this user pool');
    if (this.user(Username)) refuse('UsernameExistsException', 'User already exists');
    this.#checkPassword(Password);
    const domain = Username.toLowerCase().split('@')[1];
    if (this.domains.length > 0 && !this.domains.includes(domain))
      refuse('UserLambdaValidationException', 'PreSignUp failed with error This address is refused.');
    const user = this.addUser(Username, Password, this.confirmByMail ? 'UNCONFIRMED' : 'CONFIRMED');
    if (this.confirmByMail) this.#mail(user);
    return { UserConfirmed: !this.confirmByMail, UserSub: user.sub };
  }

  onConfirmSignUp({ Username, ConfirmationCode }) {
    const user = this.user(Username);
    this.#checkCode(user, ConfirmationCode);
    user.status = 'CONFIRMED';
    return {};
  }

  onResendConfirmationCode({ Username }) {
    return this.#mail(this.user(Username) ?? { email: Username });
  }

  onForgotPassword({ Username }) {
    const user = this.user(Username) ?? { email: Username };
    if (user.status === 'FORCE_CHANGE_PASSWORD')
      refuse('NotAuthorizedException', 'User password cannot be reset in the current state.');
    if (user.status === 'UNCONFIRMED')
      refuse(
        'InvalidParameterException',
        'Cannot reset password for the user as there is no registered/verified email or phone_number',
      );
    return this.#mail(user);
  }

  onConfirmForgotPassword({ Username, ConfirmationCode, Password }) {
    const user = this.user(Username);
    this.#checkPassword(Password);
    this.#checkCode(user, ConfirmationCode);
    this.#setPassword(user, Password);
    user.status = 'CONFIRMED';
    return {};
  }

  onGetTokensFromRefreshToken({ RefreshToken }) {
    const user = this.user(RefreshToken.split(':')[1]);
    return { AuthenticationResult: this.#tokens(user ?? denied()) };
  }

  onInitiateAuth({ AuthFlow, AuthParameters }) {
    if (AuthFlow !== 'USER_SRP_AUTH') refuse('InvalidParameterException', `${AuthFlow} is not enabled.`);
    // Somebody who has no account sees what somebody with a wrong password sees.
    const known = this.user(AuthParameters.USERNAME);
    const user = known ?? { sub: randomUUID(), ...verifierOf('none', 'none', randomUUID()) };
    const { salt, B, secret, proves } = challenge(this.#pool, user.sub, user, AuthParameters.SRP_A);
    this.#proofs.set(secret, { user, proves, until: Date.now() + SESSION_MS });
    return {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        USER_ID_FOR_SRP: user.sub,
        USERNAME: user.sub,
        SRP_B: B,
        SALT: salt,
        SECRET_BLOCK: secret,
      },
    };
  }

  onRespondToAuthChallenge({ ChallengeName, ChallengeResponses: answers, Session }) {
    if (ChallengeName === 'PASSWORD_VERIFIER') return this.#afterPassword(this.#proven(answers));
    const user = this.#open(Session, ChallengeName, answers.USERNAME);
    if (ChallengeName === 'NEW_PASSWORD_REQUIRED') {
      this.#checkPassword(answers.NEW_PASSWORD ?? '');
      this.#setPassword(user, answers.NEW_PASSWORD);
      user.status = 'CONFIRMED';
    }
    if (ChallengeName === 'SOFTWARE_TOKEN_MFA')
      this.#spend(user, user.secret, answers.SOFTWARE_TOKEN_MFA_CODE);
    if (ChallengeName === 'MFA_SETUP' && !user.mfa)
      refuse('InvalidParameterException', 'User has not verified software token mfa');
    this.#sessions.delete(Session);
    if (ChallengeName === 'NEW_PASSWORD_REQUIRED') return this.#afterPassword(user);
    return { AuthenticationResult: this.#tokens(user), ChallengeParameters: {} };
  }

  #proven(answers) {
    const proof = this.#proofs.get(answers.PASSWORD_CLAIM_SECRET_BLOCK);
    if (!proof || proof.until < Date.now()) denied();
    if (!TIMESTAMP.test(answers.TIMESTAMP)) refuse('InvalidParameterException', 'TIMESTAMP format incorrect');
    if (!proof.proves(answers)) denied();
    return proof.user;
  }

  #afterPassword(user) {
    if (user.disabled) refuse('NotAuthorizedException', 'User is disabled.');
    if (user.status === 'UNCONFIRMED') refuse('UserNotConfirmedException', 'User is not confirmed.');
    if (user.status === 'RESET_REQUIRED') {
      refuse('PasswordResetRequiredException', 'Password reset required for the user');
    }
    if (user.status === 'FORCE_CHANGE_PASSWORD') {
      if (Date.now() - user.changedAt > 14 * DAY_MS)
        refuse(
          'NotAuthorizedException',
          'Temporary password has expired and must be reset by an administrator.',
        );
      const attributes = JSON.stringify({ email: user.email, email_verified: 'true' });
      const parameters = { userAttributes: attributes, requiredAttributes: '[]' };
      return this.#step('NEW_PASSWORD_REQUIRED', user, parameters);
    }
    if (user.strange) return this.#step(user.strange, user, {});
    if (user.mfa) return this.#step('SOFTWARE_TOKEN_MFA', user, { FRIENDLY_DEVICE_NAME: 'app' });
    if (this.mfa === 'ON') return this.#step('MFA_SETUP', user, { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' });
    return { AuthenticationResult: this.#tokens(user), ChallengeParameters: {} };
  }

  #step(name, user, parameters) {
    const ChallengeParameters = { USER_ID_FOR_SRP: user.sub, ...parameters };
    return { ChallengeName: name, ChallengeParameters, Session: this.#session(name, user) };
  }

  #session(step, user) {
    const session = randomBytes(32).toString('base64');
    this.#sessions.set(session, { step, user, until: Date.now() + SESSION_MS });
    return session;
  }

  /** The user of a session. It is good for one step, and until that has succeeded. */
  #open(session, step, username) {
    const open = this.#sessions.get(session);
    const own = username === undefined || [open?.user.sub, open?.user.email].includes(username);
    if (!open || open.step !== step || open.until < Date.now() || !own)
      refuse('NotAuthorizedException', 'Invalid session for the user.');
    return open.user;
  }

  #spend(user, secret, code) {
    if (user.used.has(code))
      refuse('ExpiredCodeException', 'Your software token has already been used once.');
    if (!matches(secret, code)) refuse('CodeMismatchException', 'Invalid code received for user');
    user.used.add(code);
  }

  onAssociateSoftwareToken(body) {
    const user = body.Session ? this.#open(body.Session, 'MFA_SETUP') : this.#signedIn(body);
    user.pending = newSecret();
    if (!body.Session) return { SecretCode: user.pending };
    this.#sessions.delete(body.Session);
    return { SecretCode: user.pending, Session: this.#session('VERIFY', user) };
  }

  onVerifySoftwareToken(body) {
    const user = body.Session ? this.#open(body.Session, 'VERIFY') : this.#signedIn(body);
    if (!user.pending) refuse('EnableSoftwareTokenMFAException', 'No software token was associated.');
    if (!matches(user.pending, body.UserCode)) refuse('EnableSoftwareTokenMFAException', 'Code mismatch');
    this.#spend(user, user.pending, body.UserCode);
    Object.assign(user, { secret: user.pending, pending: null });
    if (!body.Session) return { Status: 'SUCCESS' };
    this.#sessions.delete(body.Session);
    user.mfa = true;
    return { Status: 'SUCCESS', Session: this.#session('MFA_SETUP', user) };
  }

  onSetUserMFAPreference(body) {
    const user = this.#signedIn(body);
    const { Enabled = false } = body.SoftwareTokenMfaSettings ?? {};
    if (Enabled && !user.secret)
      refuse('InvalidParameterException', 'User has not verified software token mfa');
    user.mfa = Enabled;
    return {};
  }

  onGetUser(body) {
    const user = this.#signedIn(body);
    return {
      Username: user.sub,
      UserAttributes: [{ Name: 'email', Value: user.email }],
      ...(user.mfa && {
        UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
        PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      }),
    };
  }

  onChangePassword(body) {
    const user = this.#signedIn(body);
    if (body.PreviousPassword !== user.password) denied();
    this.#checkPassword(body.ProposedPassword);
    this.#setPassword(user, body.ProposedPassword);
    return {};
  }

  onRevokeToken = () => ({});

  /** How often all sessions were ended. */
  endedEverywhere = 0;

  onGlobalSignOut = () => {
    this.endedEverywhere++;
    return {};
  };
}
