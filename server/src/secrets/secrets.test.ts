import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { randomDigits, randomId } from './ids.ts';
import { defaultKeyFile, openMasterKey } from './master-key.ts';
import { newApplicationId } from './new-ids.ts';
import { scryptPasswords } from './passwords.ts';
import { cheapPasswords } from './testing.ts';
import { createToken, hashToken, isSame } from './tokens.ts';
import { createKeyRing, UnwrapError } from './wrapping.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = (fill: number) => new Uint8Array(32).fill(fill);
const bytes = (text: string) => new TextEncoder().encode(text);

test('what was wrapped unwraps in its place only', () => {
  const ring = createKeyRing(key(1));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.string(), fc.string(), (secret, place, other) => {
      const wrapped = ring.wrap(secret, place);
      expect(ring.unwrap(wrapped, place)).toEqual(secret);
      if (other !== place) expect(() => ring.unwrap(wrapped, other)).toThrow(UnwrapError);
    }),
  );
});

test('a changed character anywhere in a wrapped secret is noticed', () => {
  const ring = createKeyRing(key(1));
  const wrapped = ring.wrap(bytes('sixteen bytes ok'), 'event key ev1');
  for (let at = 0; at < wrapped.length - 1; at++) {
    const changed = wrapped.slice(0, at) + (wrapped[at] === 'A' ? 'B' : 'A') + wrapped.slice(at + 1);
    expect(() => ring.unwrap(changed, 'event key ev1')).toThrow(UnwrapError);
  }
  for (const broken of ['', 'w1', `w1.${ring.keyId}.`, `w1.${ring.keyId}.AAAA`]) {
    expect(() => ring.unwrap(broken, 'event key ev1')).toThrow(UnwrapError);
  }
});

test('after a rotation old secrets unwrap, are wrapped anew once, and then need the old key no more', () => {
  const before = createKeyRing(key(1)).wrap(bytes('secret'), 'p');
  const both = createKeyRing(key(2), [key(1)]);
  const after = both.rewrap(before, 'p');
  expect(both.unwrap(before, 'p')).toEqual(bytes('secret'));
  expect(both.rewrap(after ?? '', 'p')).toBeUndefined();
  expect(createKeyRing(key(2)).unwrap(after ?? '', 'p')).toEqual(bytes('secret'));
  expect(() => createKeyRing(key(2)).unwrap(before, 'p')).toThrow(/which is not in the key file/);
});

test('derived keys differ by purpose and by master key, and reach back over a rotation', () => {
  const [old] = createKeyRing(key(1)).derive('object targets cn');
  const [now, ...earlier] = createKeyRing(key(2), [key(1)]).derive('object targets cn');
  expect(now).not.toEqual(old);
  expect(earlier).toEqual([old]);
  expect(createKeyRing(key(1)).derive('object targets eu')[0]).not.toEqual(old);
});

test('the master key is made once, beside the data folder, for its owner only, and never again where data is', () => {
  const file = defaultKeyFile(path.join(folder, 'data'));
  expect(file).toBe(path.join(folder, 'data.key'));
  expect(() => openMasterKey(file, { mayCreate: false })).toThrow(/is missing/);
  const made = openMasterKey(file, { mayCreate: true });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(openMasterKey(file, { mayCreate: true }).keyId).toBe(made.keyId);
});

test('a key file that others may read, that is damaged or empty is refused with what to do', () => {
  const file = path.join(folder, 'bad.key');
  openMasterKey(file, { mayCreate: true });
  const text = readFileSync(file, 'utf8');
  chmodSync(file, 0o640);
  expect(() => openMasterKey(file, { mayCreate: true })).toThrow(/chmod 600/);
  chmodSync(file, 0o600);
  writeFileSync(file, text.trimEnd().slice(0, -3));
  expect(() => openMasterKey(file, { mayCreate: true })).toThrow(/no key of 32 bytes/);
  writeFileSync(file, '');
  expect(() => openMasterKey(file, { mayCreate: true })).toThrow(/is empty/);
});

test('a password is checked against its hash, in whatever spelling of the same letters it was typed', async () => {
  const hash = await scryptPasswords.hash('caf\u00e9 开通');
  expect(hash).not.toContain('caf');
  expect(await scryptPasswords.verify('cafe\u0301 开通', hash)).toBe(true);
  expect(await scryptPasswords.verify('cafe 开通', hash)).toBe(false);
  expect(await scryptPasswords.verify('', 'scrypt$1$1$1$$')).toBe(false);
});

test('what tests hash cheaply is no hash to a server, whatever the password', async () => {
  const cheap = await cheapPasswords.hash('开通');
  expect(await cheapPasswords.verify('开通', cheap)).toBe(true);
  expect(await scryptPasswords.verify('开通', cheap)).toBe(false);
});

test('tokens are found by their hash and compared in constant time', () => {
  const { token, hash } = createToken('kt_');
  expect(token).toMatch(/^kt_[\w-]{43}$/);
  expect(hashToken(token)).toBe(hash);
  expect(isSame(token, token)).toBe(true);
  expect(isSame(token, token.slice(1))).toBe(false);
});

test('ids have their prefix and length, and every character is equally likely', () => {
  expect(newApplicationId()).toMatch(/^ap[a-z0-9]{18}$/);
  expect(randomDigits(6)).toMatch(/^\d{6}$/);
  const counts = new Map<string, number>();
  for (const c of randomId('', 72_000)) counts.set(c, (counts.get(c) ?? 0) + 1);
  expect(counts.size).toBe(36);
  // 2,000 expected each, standard deviation 44: seven of them is once in 10^11 runs.
  for (const n of counts.values()) expect(Math.abs(n - 2000)).toBeLessThan(310);
});
