// docs/protocol/vectors: what others implement from, through the code that judges it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decryptObject } from '@kaitong/media';
import { describe, expect, test } from 'vitest';
import { verifyCertificate } from './certificate/certificate.ts';
import { nodePorts } from './node-ports.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../docs/protocol/vectors/${name}.json`, import.meta.url), 'utf8'));

describe('a sealed object', () => {
  type Vector = { key: string; iv: string; plain: string; sealed: string; bytes: number; md5: string; sha256: string };
  test.each(Object.entries<Vector>(read('aes')))('%s', (_, vector) => {
    const [key, iv, plain, sealed] = [vector.key, vector.iv, vector.plain, vector.sealed].map((hex) =>
      Buffer.from(hex, 'hex'),
    ) as [Buffer, Buffer, Buffer, Buffer];
    expect(Buffer.from(decryptObject(sealed, key, iv, nodePorts)).equals(plain)).toBe(true);
    const hash = (name: string) => createHash(name).update(sealed).digest('hex');
    expect([sealed.length, hash('md5'), hash('sha256')]).toEqual([vector.bytes, vector.md5, vector.sha256]);
  });
});

describe('a certificate', () => {
  const { keys, certificate, payload, refused } = read('certificate');
  test('verifies', async () => {
    expect(await verifyCertificate(certificate, keys)).toMatchObject({ ok: true, payload });
  });
  test.each(Object.entries<string>(refused))('is refused: %s', async (_, changed) => {
    expect(await verifyCertificate(changed, keys)).toMatchObject({ ok: false });
  });
});
