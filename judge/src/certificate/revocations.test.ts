import { CertificatePayload, type RevocationList } from '@kaitong/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import { signCertificate, verifyCertificate } from './certificate.ts';
import { createSigningKey, publicKeySet, type SigningKey } from './keys.ts';
import { revocationStatus, signRevocations, verifyRevocations } from './revocations.ts';

const certificate = CertificatePayload.parse({
  version: 1,
  issuer: 'https://cloud.example',
  applicationId: 'ap0123456789abcdefgh',
  pid: 'p123456789abcdef',
  deviceId: 'd0123456789abcdefghij',
  pairedAt: '2026-05-01T08:00:00Z',
  firmware: '2.3.0',
  firmwareSha256: 'c'.repeat(64),
  nonce: 'n-1',
  objects: [{ n: 0, kind: 'segment', bytes: 90_000, sha256: 'b'.repeat(64) }],
  rules: 1,
  level2: 'node-av',
  warnings: [],
  judgedAt: '2026-05-01T08:01:00Z',
  issuedAt: '2026-05-01T08:01:01Z',
});
const revoked = {
  applicationId: certificate.applicationId,
  revokedAt: '2026-06-01T00:00:00Z',
  reason: 'activation_undone',
} as const;
const list: RevocationList = {
  version: 1,
  issuer: certificate.issuer,
  issuedAt: '2026-07-01T00:00:00Z',
  revoked: [revoked],
};

let key: SigningKey;
beforeAll(async () => {
  key = await createSigningKey();
});

describe('a revocation list', () => {
  test('verifies with the keys of the certificates, also after a rotation', async () => {
    const rotated = publicKeySet([key, await createSigningKey()]);
    expect(await verifyRevocations(await signRevocations(list, key), rotated)).toMatchObject({
      ok: true,
      payload: list,
    });
  });

  test('with an entry taken out does not verify', async () => {
    const [header, , signature] = (await signRevocations(list, key)).split('.');
    const emptied = Buffer.from(JSON.stringify({ ...list, revoked: [] })).toString('base64url');
    expect(await verifyRevocations(`${header}.${emptied}.${signature}`, publicKeySet([key]))).toEqual({
      ok: false,
      reason: 'signature_wrong',
    });
  });

  test('is no certificate, and a certificate no list, though one key signs both', async () => {
    const keys = publicKeySet([key]);
    const malformed = { ok: false, reason: 'malformed' };
    expect(await verifyCertificate(await signRevocations(list, key), keys)).toEqual(malformed);
    expect(await verifyRevocations(await signCertificate(certificate, key), keys)).toEqual(malformed);
  });
});

describe('what a list says about a certificate', () => {
  test('that is in it: revoked, since when and why', () => {
    expect(revocationStatus(certificate, list)).toEqual({ is: 'revoked', revocation: revoked });
  });

  test('that is not in it: not revoked up to the time of the list', () => {
    expect(revocationStatus(certificate, { ...list, revoked: [] })).toEqual({
      is: 'not_revoked',
      asOf: list.issuedAt,
    });
  });

  test.each([
    ['that is younger than the list', { issuedAt: '2026-05-01T08:01:00Z' }, 'list_older'],
    ['of another platform', { issuer: 'https://other.example' }, 'other_issuer'],
  ] as const)('%s: nothing', (_, change, reason) => {
    expect(revocationStatus(certificate, { ...list, revoked: [], ...change })).toEqual({ is: 'unknown', reason });
  });
});
