import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { isWeakPassword } from './weak-passwords.ts';

/** 32 MiB and some 80 ms of one core per try: OWASP's second setting for scrypt (N = 2^15, r = 8, p = 3). */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const MAX_MEMORY = 128 * 1024 * 1024;

/** For secrets that people choose. */
export type Passwords = {
  hash(password: string): Promise<string>;
  /** `false` for a wrong password and for a hash that is none. */
  verify(password: string, hash: string): Promise<boolean>;
  /** Whether it is one of those that are tried first; `about` is what is known of whoever chooses it. */
  isWeak(password: string, about: readonly string[]): Promise<boolean>;
};

/** The result carries its own cost, so that a later release may raise it. */
async function hash(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, KEY_BYTES, COST);
  const { N, r, p } = COST;
  return `scrypt$${N}$${r}$${p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

async function verify(password: string, hash: string): Promise<boolean> {
  const match = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]{22,})$/.exec(hash);
  if (!match) return false;
  const [, N, r, p, salt = '', stored = ''] = match;
  const expected = Buffer.from(stored, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const key = await derive(password, Buffer.from(salt, 'base64url'), expected.length, cost);
  return timingSafeEqual(key, expected);
}

export const scryptPasswords: Passwords = { hash, verify, isWeak: isWeakPassword };

function derive(password: string, salt: Uint8Array, bytes: number, cost: ScryptOptions): Promise<Buffer> {
  // One spelling for what looks the same: é typed on one keyboard is e + ´ from another (NIST SP 800-63B, 5.1.1.2).
  const text = password.normalize('NFKC');
  return new Promise((resolve, reject) => {
    scrypt(text, salt, bytes, { ...cost, maxmem: MAX_MEMORY }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
