/** As much of Cognito as the page's sign-in needs: SRP with real proofs, sign-up without mail, refresh. */
import { createHash, createHmac, randomBytes } from 'node:crypto';

const N = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
);
const G = 2n;

const padded = (n) => {
  const hex = n.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
};
const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const number = (buffer) => BigInt(`0x${buffer.toString('hex')}`);
const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();

function power(base, exponent) {
  let result = 1n;
  for (let b = base % N, e = exponent; e > 0n; e >>= 1n, b = (b * b) % N)
    if (e & 1n) result = (result * b) % N;
  return result;
}

const K = number(sha(padded(N), padded(G)));

class CognitoError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

export class FakeCognito {
  poolId = 'us-east-1_fakepool1';
  clientId = 'fakeclient';
  #users = new Map();
  #challenges = new Map();

  constructor({ confirmByMail = false } = {}) {
    this.confirmByMail = confirmByMail;
  }

  addUser(email, password, confirmed = true) {
    const salt = randomBytes(16);
    const pool = this.poolId.split('_')[1];
    const identity = sha(Buffer.from(`${pool}${email}:${password}`));
    const x = number(sha(padded(number(salt)), identity));
    this.#users.set(email, { salt: number(salt), verifier: power(G, x), confirmed, sub: `sub-${email}` });
  }

  tokens(email) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const { sub } = this.#users.get(email) ?? { sub: `sub-${email}` };
    const common = { sub, iat: now, exp: now + 3600, iss: 'fake', jti: randomBytes(6).toString('hex') };
    const token = (claims) => `${part({ alg: 'none' })}.${part({ ...common, ...claims })}.signature`;
    return {
      IdToken: token({ token_use: 'id', email, aud: this.clientId }),
      AccessToken: token({ token_use: 'access', username: email, client_id: this.clientId }),
      RefreshToken: `refresh:${email}`,
      ExpiresIn: 3600,
      TokenType: 'Bearer',
    };
  }

  handle(operation, body) {
    const run = this[`on${operation}`];
    if (!run) throw new CognitoError('InvalidAction', operation);
    return run.call(this, body);
  }

  onSignUp({ Username, Password }) {
    if (this.#users.has(Username)) throw new CognitoError('UsernameExistsException', 'exists');
    if (Password.length < 8) throw new CognitoError('InvalidPasswordException', 'weak');
    this.addUser(Username, Password, !this.confirmByMail);
    return { UserConfirmed: !this.confirmByMail, UserSub: `sub-${Username}` };
  }

  onConfirmSignUp({ Username, ConfirmationCode }) {
    if (ConfirmationCode !== '123456') throw new CognitoError('CodeMismatchException', 'wrong code');
    this.#users.get(Username).confirmed = true;
    return {};
  }

  onResendConfirmationCode = () => ({ CodeDeliveryDetails: {} });
  onForgotPassword = () => ({ CodeDeliveryDetails: { DeliveryMedium: 'EMAIL', Destination: 'y***' } });
  onRevokeToken = () => ({});

  onConfirmForgotPassword({ Username, ConfirmationCode, Password }) {
    if (ConfirmationCode !== '123456') throw new CognitoError('CodeMismatchException', 'wrong code');
    this.addUser(Username, Password);
    return {};
  }

  onInitiateAuth({ AuthFlow, AuthParameters }) {
    if (AuthFlow.startsWith('REFRESH_TOKEN')) {
      return { AuthenticationResult: this.tokens(AuthParameters.REFRESH_TOKEN.split(':')[1]) };
    }
    const email = AuthParameters.USERNAME;
    const user = this.#users.get(email);
    if (!user) throw new CognitoError('UserNotFoundException', 'no such user');
    const b = number(randomBytes(32));
    const B = (K * user.verifier + power(G, b)) % N;
    const secret = randomBytes(24).toString('base64');
    this.#challenges.set(secret, { email, b, B, A: BigInt(`0x${AuthParameters.SRP_A}`) });
    return {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        USER_ID_FOR_SRP: email,
        USERNAME: email,
        SRP_B: B.toString(16),
        SALT: user.salt.toString(16),
        SECRET_BLOCK: secret,
      },
    };
  }

  onRespondToAuthChallenge({ ChallengeResponses: answers }) {
    const secret = answers.PASSWORD_CLAIM_SECRET_BLOCK;
    const { email, b, B, A } = this.#challenges.get(secret);
    const user = this.#users.get(email);
    const u = number(sha(padded(A), padded(B)));
    const S = power(A * power(user.verifier, u), b);
    const key = hmac(hmac(padded(u), padded(S)), Buffer.from('Caldera Derived Key\x01')).subarray(0, 16);
    const text = Buffer.from(`${this.poolId.split('_')[1]}${email}`);
    const proof = hmac(key, text, Buffer.from(secret, 'base64'), Buffer.from(answers.TIMESTAMP));
    if (proof.toString('base64') !== answers.PASSWORD_CLAIM_SIGNATURE) {
      throw new CognitoError('NotAuthorizedException', 'Incorrect username or password.');
    }
    if (!user.confirmed) throw new CognitoError('UserNotConfirmedException', 'not confirmed');
    return { AuthenticationResult: this.tokens(email), ChallengeParameters: {} };
  }
}
