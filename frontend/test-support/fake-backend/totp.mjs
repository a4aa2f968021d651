/** Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds). */
import { createHmac, randomBytes } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function newSecret() {
  return [...randomBytes(32)].map((byte) => LETTERS[byte % 32]).join('');
}

/** `step` is how many periods later (or, below zero, earlier) than now. */
export function totp(secret, step = 0) {
  const bits = [...secret].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The code of now, of the period before or after, is taken. */
export function matches(secret, code) {
  return [-1, 0, 1].some((step) => totp(secret, step) === code);
}
