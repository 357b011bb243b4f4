import { X509Certificate } from 'node:crypto';
import { days } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { issueCertificate, makeAuthority } from './issue.ts';

const VALID = { from: Date.parse('2026-01-10T00:00:00Z'), length: days(90) };

test('a certificate is signed by its authority, for names and addresses, and begins a day earlier', async () => {
  const authority = await makeAuthority('Kaitong test', VALID);
  const names = ['cam.example.com', '192.168.1.7', '::1'];
  const pair = await issueCertificate(authority, names, VALID);
  const [root, leaf] = [new X509Certificate(authority.cert), new X509Certificate(pair.cert)];
  expect(root.ca).toBe(true);
  expect(leaf.ca).toBe(false);
  expect(leaf.checkIssued(root)).toBe(true);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(leaf.checkHost('cam.example.com')).toBe('cam.example.com');
  expect(leaf.checkHost('other.example.com')).toBeUndefined();
  for (const address of names.slice(1)) expect(leaf.checkIP(address)).toBe(address);
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(leaf.validFromDate).toEqual(new Date('2026-01-09T00:00:00Z'));
  expect(leaf.validToDate).toEqual(new Date('2026-04-10T00:00:00Z'));
});
