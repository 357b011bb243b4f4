import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesOf, hexOf } from '../bytes.ts';
import * as browser from './browser.ts';
import * as node from './node.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../docs/protocol/vectors/${name}.json`, import.meta.url), 'utf8'));

test('a page offers the SDK what Node does, under the same names', () =>
  expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort()));

test.each(Object.entries<{ key: string; text: string; hmac: string }>(read('hmac')))(
  'a page proves as the specification has it: %s',
  (_, { key, text, hmac }) => expect(hexOf(browser.hmacOf(key, text))).toBe(hmac),
);

type Sealed = Record<'key' | 'iv' | 'plain' | 'sealed' | 'md5' | 'sha256', string>;
test.each(Object.entries<Sealed>(read('aes')))(
  'a page seals as the specification has it: %s',
  (_, { key, iv, plain, ...told }) => {
    const sealed = browser.encrypt(bytesOf(plain), bytesOf(key), bytesOf(iv));
    const [md5, sha256] = [browser.digestOf('md5', sealed), browser.digestOf('sha256', sealed)];
    expect({ sealed: hexOf(sealed), md5, sha256 }).toEqual({ sealed: told.sealed, md5: told.md5, sha256: told.sha256 });
  },
);

test('what is as long as a segment comes out as Node makes it', () => {
  const [bytes, key, iv] = [randomBytes(1_000_003), randomBytes(16), randomBytes(16)];
  expect(Buffer.compare(browser.encrypt(bytes, key, iv), node.encrypt(bytes, key, iv))).toBe(0);
  for (const digest of ['md5', 'sha256'] as const)
    expect(browser.digestOf(digest, bytes)).toBe(node.digestOf(digest, bytes));
  expect(hexOf(browser.hmacOf(key, 'n\n', bytes))).toBe(hexOf(node.hmacOf(key, 'n\n', bytes)));
});

test('keys travel as hexadecimal digits and come back as they were', () => {
  const key = randomBytes(16);
  expect(hexOf(key)).toBe(key.toString('hex'));
  expect(bytesOf(hexOf(key))).toEqual(Uint8Array.from(key));
});
