import { createHash } from 'node:crypto';
import { CertificatePayload, SubmissionManifest } from '@kaitong/contract';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { addressOfCertificate, signCertificate } from './certificate.ts';
import { createSigningKey, publicKeySet, type SigningKey } from './keys.ts';
import { signSubmission, verifySubmission } from './submission.ts';

const payload = CertificatePayload.parse({
  ...{ version: 2, issuer: 'https://cloud.example', applicationId: 'ap0123456789abcdefgh', pid: 'p123456789abcdef' },
  ...{ deviceId: 'd0123456789abcdefghij', sample: 'firmware', pairedAt: '2026-05-01T08:00:00Z', firmware: '2.3.0' },
  ...{ nonce: 'n-1', objects: [{ n: 0, kind: 'segment', bytes: 9, sha256: 'b'.repeat(64) }], rules: 1 },
  ...{ level2: 'node-av', warnings: [], judgedAt: '2026-05-01T08:01:00Z', issuedAt: '2026-05-01T08:01:01Z' },
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let key: SigningKey;
let keys: unknown;
let certificate: string;
beforeAll(async () => {
  key = await createSigningKey();
  keys = publicKeySet([key]);
  certificate = await signCertificate(payload, key);
});

/** A whole package, with what another says of it. */
async function pack(other: Partial<SubmissionManifest> = {}, contents: Record<string, string> = {}) {
  const files = new Map(
    Object.entries({ 'certificate.jws': certificate, 'findings.json': '{}\n', ...contents }).map(([name, text]) => [
      name,
      bytesOf(text),
    ]),
  );
  const manifest = SubmissionManifest.parse({
    ...{ version: 1, issuer: payload.issuer, pid: payload.pid, productName: 'SC002' },
    ...{ applicationId: payload.applicationId, certificateSha256: addressOfCertificate(certificate) },
    ...{ sample: 'firmware', firmware: { version: '2.3.0', sha256: null, release: null } },
    ...{ extendedTest: null, waivers: [], sbom: null },
    files: [...files].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: hashOf(bytes) })),
    ...other,
  });
  const signed = await signSubmission(manifest, key);
  return { manifest, files: new Map([['manifest.jws', bytesOf(signed)], ...files]) };
}

test('a whole package verifies against the published keys alone, and of the same state it is the same', async () => {
  const { manifest, files } = await pack();
  expect(await verifySubmission(files, keys)).toEqual({ ok: true, manifest, certificate: payload, kid: key.kid });
  expect((await pack()).files).toEqual(files);
  expect(await verifySubmission(files, publicKeySet([await createSigningKey()]))).toEqual({
    ok: false,
    reason: 'key_unknown',
  });
});

test('whatever is changed in any file, it is noticed', async () => {
  const { files } = await pack();
  const spots = [...files].flatMap(([name, bytes]) => (bytes.length > 0 ? [{ name, bytes }] : []));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...spots),
      fc.nat(),
      fc.integer({ min: 1, max: 127 }),
      async ({ name, bytes }, at, flip) => {
        const changed = Uint8Array.from(bytes);
        const place = at % bytes.length;
        changed[place] = (changed[place] ?? 0) ^ flip;
        return (await verifySubmission(new Map(files).set(name, changed), keys)).ok === false;
      },
    ),
    { numRuns: 150 },
  );
});

test('a file that is missing, changed or added is named', async () => {
  const { files } = await pack();
  const told = async (change: (files: Map<string, Uint8Array>) => unknown) => {
    const other = new Map(files);
    change(other);
    const checked = await verifySubmission(other, keys);
    return checked.ok ? 'ok' : `${checked.reason} ${checked.file ?? ''}`.trim();
  };
  expect(await told((all) => all.delete('findings.json'))).toBe('file_missing findings.json');
  expect(await told((all) => all.set('findings.json', bytesOf('[]\n')))).toBe('file_changed findings.json');
  expect(await told((all) => all.set('more.txt', bytesOf('')))).toBe('file_unlisted more.txt');
  expect(await told((all) => all.delete('manifest.jws'))).toBe('malformed');
  expect(await told((all) => all.set('manifest.jws', bytesOf(certificate)))).toBe('malformed'); // signed, of another kind
});

test('a certificate of another product or firmware is not taken for the one that the manifest names', async () => {
  const told = async (other: Partial<SubmissionManifest>, contents = {}) => {
    const checked = await verifySubmission((await pack(other, contents)).files, keys);
    return checked.ok || checked.reason;
  };
  expect(await told({ pid: SubmissionManifest.shape.pid.parse('p000000000000000') })).toBe('certificate_wrong');
  expect(await told({ firmware: { version: '2.4.0' as never, sha256: null, release: null } })).toBe(
    'certificate_wrong',
  );
  const later = await signCertificate({ ...payload, nonce: 'n-2' }, key);
  expect(await told({}, { 'certificate.jws': later })).toBe('certificate_wrong');
  const forged = await signCertificate(payload, { ...(await createSigningKey()), kid: key.kid });
  const certificateSha256 = addressOfCertificate(forged);
  expect(await told({ certificateSha256 }, { 'certificate.jws': forged })).toBe('certificate_wrong');
});
