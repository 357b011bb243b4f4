import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { days } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOwnAuthority } from './own-authority.ts';
import { CertificateError } from './pair.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'kaitong-tls-'));
});
afterAll(() => rmSync(root, { recursive: true }));
const NAMES = ['cam.local', '127.0.0.1'];

test('it is made once, also by two processes at the same time, and only its owner may read it', async () => {
  const folder = path.join(root, 'once');
  const opened = await Promise.all([openOwnAuthority(folder, NAMES), openOwnAuthority(folder, NAMES)]);
  const again = await openOwnAuthority(folder, NAMES);
  const fingerprints = [...opened, again].map(({ authority }) => authority.fingerprint);
  expect(new Set(fingerprints).size).toBe(1);
  expect(fingerprints[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(path.join(folder, 'authority.pem')).mode & 0o777).toBe(0o600);
  expect(again.authority.cert).not.toContain('PRIVATE');
});

test('a certificate is renewed thirty days before it ends, or for a new name, under the same authority', async () => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const own = await openOwnAuthority(path.join(root, 'renewed'), NAMES, () => now);
  const first = own.current();
  now += days(59);
  expect(await own.renew(NAMES)).toBe(false);
  now += days(2);
  expect(await own.renew(NAMES)).toBe(true);
  const second = new X509Certificate(own.current().cert);
  expect(own.current()).not.toEqual(first);
  expect(second.validToDate.getTime()).toBe(now + days(90));
  expect(second.checkIssued(new X509Certificate(own.authority.cert))).toBe(true);
  expect(await own.renew([...NAMES, '192.168.7.7'])).toBe(true);
  expect(new X509Certificate(own.current().cert).checkIP('192.168.7.7')).toBe('192.168.7.7');
  expect(await own.renew(NAMES)).toBe(false); // it covers them
});

test('one that is damaged is not replaced in silence: whoever trusts it would be left behind', async () => {
  const folder = path.join(root, 'damaged');
  await openOwnAuthority(folder, NAMES);
  const file = path.join(folder, 'authority.pem');
  for (const text of ['', readFileSync(file, 'utf8').slice(0, 500)]) {
    writeFileSync(file, text);
    await expect(openOwnAuthority(folder, NAMES)).rejects.toThrow(CertificateError);
  }
});
