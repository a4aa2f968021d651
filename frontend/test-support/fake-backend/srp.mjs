/** The service's side of SRP as Amazon Cognito speaks it (RFC 5054's 3072-bit group, SHA-256). */
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

/** What a service keeps of a password: nothing that it could be read from. */
export function verifierOf(pool, userId, password) {
  const salt = number(randomBytes(16));
  const identity = sha(Buffer.from(`${pool}${userId}:${password}`));
  return { salt, verifier: power(G, number(sha(padded(salt), identity))) };
}

/** The service's half of the exchange; `proves` tells whether an answer proves the password. */
export function challenge(pool, userId, { salt, verifier }, clientA) {
  const A = BigInt(`0x${clientA}`);
  const b = number(randomBytes(32));
  const B = (K * verifier + power(G, b)) % N;
  const secret = randomBytes(24).toString('base64');
  function proves({ TIMESTAMP, PASSWORD_CLAIM_SIGNATURE }) {
    const u = number(sha(padded(A), padded(B)));
    const S = power(A * power(verifier, u), b);
    const key = hmac(hmac(padded(u), padded(S)), Buffer.from('Caldera Derived Key\x01')).subarray(0, 16);
    const text = Buffer.from(`${pool}${userId}`);
    const proof = hmac(key, text, Buffer.from(secret, 'base64'), Buffer.from(TIMESTAMP));
    return proof.toString('base64') === PASSWORD_CLAIM_SIGNATURE;
  }
  return { salt: salt.toString(16), B: B.toString(16), secret, proves };
}
