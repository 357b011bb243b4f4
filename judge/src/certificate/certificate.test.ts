import { CertificatePayload } from '@kaitong/contract';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from './canonical-json.ts';
import { signCertificate, verifyCertificate } from './certificate.ts';
import { createSigningKey, publicKeySet, type SigningKey } from './keys.ts';

const payload = CertificatePayload.parse({
  version: 1,
  issuer: 'https://cloud.example',
  applicationId: 'ap0123456789abcdefgh',
  pid: 'p123456789abcdef',
  deviceId: 'd0123456789abcdefghij',
  pairedAt: '2026-05-01T08:00:00Z',
  firmware: '2.3.0',
  nonce: 'n-1',
  objects: [
    { n: 0, kind: 'init', bytes: 900, sha256: 'a'.repeat(64) },
    { n: 1, kind: 'segment', bytes: 90_000, sha256: 'b'.repeat(64) },
  ],
  rules: 1,
  level2: 'node-av',
  warnings: [{ code: 'enc.none', measured: null, object: null }],
  judgedAt: '2026-05-01T08:01:00Z',
  issuedAt: '2026-05-01T08:01:01Z',
});

let key: SigningKey;
let certificate: string;
beforeAll(async () => {
  key = await createSigningKey();
  certificate = await signCertificate(payload, key);
});

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : canonicalJson(value as Json)).toString('base64url');
const partsOf = (jws: string): [string, string, string] => jws.split('.') as [string, string, string];

describe('a certificate', () => {
  test('verifies against the published keys alone, which hold no private part', async () => {
    const published = JSON.parse(JSON.stringify(publicKeySet([await createSigningKey(), key])));
    expect(JSON.stringify(published)).not.toContain(key.d);
    expect(await verifyCertificate(`${certificate}\n`, published)).toEqual({ ok: true, payload, kid: key.kid });
  });

  test('other keys in the set are skipped', async () => {
    const keys = [{ kty: 'RSA', kid: key.kid, n: 'x', e: 'AQAB' }, 'nonsense', ...publicKeySet([key]).keys];
    expect(await verifyCertificate(certificate, { keys })).toMatchObject({ ok: true });
  });

  test.each(Object.keys(payload))('with another `%s` does not verify', async (field) => {
    const [header, , signature] = partsOf(certificate);
    const other = { ...payload, [field]: field === 'version' ? 2 : `${JSON.stringify(payload)}` };
    expect(await verifyCertificate(`${header}.${encode(other)}.${signature}`, publicKeySet([key]))).toEqual({
      ok: false,
      reason: 'signature_wrong',
    });
  });

  test('any changed character is noticed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(certificate.length - 1), fc.constantFrom('A', 'q', '7', '-'), async (at, letter) => {
        fc.pre(certificate[at] !== letter && certificate[at] !== '.');
        // The last character of 64 bytes in base64url carries two bits that are not part of the signature.
        fc.pre(at !== certificate.length - 1);
        const changed = certificate.slice(0, at) + letter + certificate.slice(at + 1);
        expect(await verifyCertificate(changed, publicKeySet([key]))).toMatchObject({ ok: false });
      }),
      { numRuns: 100 },
    );
  });
});

describe('a certificate is refused', () => {
  const reasonOf = async (jws: string, keys: unknown = publicKeySet([key])) => {
    const checked = await verifyCertificate(jws, keys);
    return checked.ok ? 'ok' : checked.reason;
  };

  test.each(['', 'x', 'a.b', 'a.b.c.d', '..', `${'A'.repeat(600_000)}.b.c`])('%#: no compact JWS', async (text) => {
    expect(await reasonOf(text)).toBe('malformed');
  });

  test('whose header names no algorithm, or one with a shared secret', async () => {
    const [, body, signature] = partsOf(certificate);
    for (const alg of ['none', 'HS256', 'RS256']) {
      const header = encode({ alg, kid: key.kid, typ: 'kaitong-certificate' });
      expect(await reasonOf(`${header}.${body}.${signature}`)).toBe('algorithm_not_accepted');
    }
  });

  test('whose header asks for more than it may', async () => {
    const [, body, signature] = partsOf(certificate);
    const header = encode({ alg: 'EdDSA', kid: key.kid, typ: 'kaitong-certificate', jwk: { kty: 'OKP' } });
    expect(await reasonOf(`${header}.${body}.${signature}`)).toBe('malformed');
  });

  test('of an unknown key, and with no key set at all', async () => {
    const other = publicKeySet([await createSigningKey()]);
    expect(await reasonOf(certificate, other)).toBe('key_unknown');
    expect(await reasonOf(certificate, null)).toBe('key_unknown');
  });

  test('signed by another key under our key id', async () => {
    const forger = { ...(await createSigningKey()), kid: key.kid };
    expect(await reasonOf(await signCertificate(payload, forger))).toBe('signature_wrong');
  });

  const signRaw = async (text: string): Promise<string> => {
    const { CompactSign, importJWK } = await import('jose');
    return new CompactSign(Buffer.from(text))
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'kaitong-certificate' })
      .sign(await importJWK(key, 'EdDSA'));
  };

  test('of a later version', async () => {
    expect(await reasonOf(await signRaw(canonicalJson({ ...payload, version: 3 } as unknown as Json)))).toBe(
      'version_unknown',
    );
  });

  test('whose JSON is not in canonical form, lacks a field or has one more', async () => {
    const { nonce: _, ...without } = payload;
    const forms = [JSON.stringify(payload, null, 1), canonicalJson(without as Json), '[]', 'no json'];
    forms.push(canonicalJson({ ...payload, extra: true } as Json));
    for (const form of forms) expect(await reasonOf(await signRaw(form))).toBe('payload_invalid');
  });

  test('before it is signed, when it would not verify', async () => {
    await expect(signCertificate({ ...payload, objects: [] }, key)).rejects.toThrow();
  });
});

describe('canonical JSON (RFC 8785)', () => {
  test('numbers are written as section 3.2.2.3 lists them', () => {
    const numbers = [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0, 1e21];
    expect(canonicalJson(numbers)).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21]');
  });

  test('strings are escaped as section 3.2.2.2 says', () => {
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  });

  test('names are sorted by UTF-16 code units, as in section 3.2.3', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const sorted = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(names.map((name) => [`k${name}`, 0])))));
    expect(sorted).toEqual(['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'].map((name) => `k${name}`));
  });

  test('it reads back as the same value and is the same however members were inserted', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value as Json);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800']])('%# has no form', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
