import { CERTIFICATE_VERSION, CertificatePayload } from '@kaitong/contract';
import { CompactSign, compactVerify, importJWK } from 'jose';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { CertificateKeySet, findKey, type SigningKey } from './keys.ts';

const TYPE = 'kaitong-certificate';

const Header = z.strictObject({ alg: z.string(), kid: z.string(), typ: z.literal(TYPE) });

/** Signs a certificate: a compact JWS (RFC 7515) with Ed25519 over canonical JSON. Throws on an invalid payload. */
export async function signCertificate(payload: CertificatePayload, key: SigningKey): Promise<string> {
  const bytes = Buffer.from(canonicalJson(CertificatePayload.parse(payload)));
  return new CompactSign(bytes)
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: TYPE })
    .sign(await importJWK(key, 'EdDSA'));
}

export type CertificateRefusal =
  /** No compact JWS of a certificate. */
  | 'malformed'
  /** The header names another algorithm than Ed25519: never to be believed. */
  | 'algorithm_not_accepted'
  /** None of the given keys signed it. */
  | 'key_unknown'
  /** Something was changed after signing. */
  | 'signature_wrong'
  /** Signed, but by a later version of Kaitong. */
  | 'version_unknown'
  /** Signed, but no certificate: a field is missing, wrong or not in canonical form. */
  | 'payload_invalid';

export type CertificateCheck =
  | { ok: true; payload: CertificatePayload; kid: string }
  | { ok: false; reason: CertificateRefusal };

/** Longest certificate that is looked at. */
const MAX_CHARACTERS = 512 * 1024;

/** Checks a certificate offline against published keys. `keys` is a JWK set, as it was fetched or read from a file. */
export async function verifyCertificate(certificate: string, keys: unknown): Promise<CertificateCheck> {
  const jws = certificate.length > MAX_CHARACTERS ? '' : certificate.trim();
  const header = readHeader(jws);
  if (!header) return refused('malformed');
  if (header.alg !== 'EdDSA') return refused('algorithm_not_accepted');
  const set = CertificateKeySet.safeParse(keys);
  const key = set.success ? findKey(set.data, header.kid) : undefined;
  if (!key) return refused('key_unknown');
  let signed: Uint8Array;
  try {
    ({ payload: signed } = await compactVerify(jws, await importJWK(key, 'EdDSA'), { algorithms: ['EdDSA'] }));
  } catch {
    return refused('signature_wrong');
  }
  return readPayload(signed, header.kid);
}

function readHeader(jws: string): z.output<typeof Header> | undefined {
  const [first, ...rest] = jws.split('.');
  if (!first || rest.length !== 2 || rest.some((part) => !/^[\w-]+$/.test(part))) return undefined;
  return Header.safeParse(parseJson(Buffer.from(first, 'base64url').toString())).data;
}

/** The signature holds; what was signed must also be the one form that such a certificate has. */
function readPayload(signed: Uint8Array, kid: string): CertificateCheck {
  const text = Buffer.from(signed).toString();
  const json = parseJson(text);
  const version = z.object({ version: z.int() }).safeParse(json);
  if (version.success && version.data.version !== CERTIFICATE_VERSION) return refused('version_unknown');
  const payload = CertificatePayload.safeParse(json);
  if (!payload.success || canonicalJson(payload.data) !== text) return refused('payload_invalid');
  return { ok: true, payload: payload.data, kid };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refused = (reason: CertificateRefusal): CertificateCheck => ({ ok: false, reason });
