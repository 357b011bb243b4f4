import { CompactSign, compactVerify, importJWK } from 'jose';
import { z } from 'zod';
import { canonicalJson, type Json } from './canonical-json.ts';
import { CertificateKeySet, findKey, type SigningKey } from './keys.ts';

export type SignatureRefusal =
  /** No compact JWS of this kind. */
  | 'malformed'
  /** The header names another algorithm than Ed25519: never to be believed. */
  | 'algorithm_not_accepted'
  /** None of the given keys signed it. */
  | 'key_unknown'
  /** Something was changed after signing. */
  | 'signature_wrong'
  /** Signed, but by a later version of Kaitong. */
  | 'version_unknown'
  /** Signed, but not what it should be: a field is missing, wrong or not in canonical form. */
  | 'payload_invalid';

/** What a kind of signed document is: its `typ` (RFC 7515, 4.1.9), its payload, the version it has today. */
export type SignedKind<T> = { typ: string; payload: z.ZodType<T>; version: number; maxCharacters: number };

export type SignatureCheck<T> = { ok: true; payload: T; kid: string } | { ok: false; reason: SignatureRefusal };

/** A compact JWS (RFC 7515) with Ed25519 (RFC 8037) over canonical JSON. Throws on an invalid payload. */
export async function signDocument<T>({ typ, payload }: SignedKind<T>, document: T, key: SigningKey): Promise<string> {
  const bytes = Buffer.from(canonicalJson(payload.parse(document) as Json));
  return new CompactSign(bytes)
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ })
    .sign(await importJWK(key, 'EdDSA'));
}

/** Checks a signed document offline. `keys` is a JWK set, as it was fetched or read from a file. */
export async function verifyDocument<T>(kind: SignedKind<T>, text: string, keys: unknown): Promise<SignatureCheck<T>> {
  const jws = text.length > kind.maxCharacters ? '' : text.trim();
  const header = readHeader(jws, kind.typ);
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
  return readPayload(kind, signed, header.kid);
}

function readHeader(jws: string, typ: string): { alg: string; kid: string } | undefined {
  const [first, ...rest] = jws.split('.');
  if (!first || rest.length !== 2 || rest.some((part) => !/^[\w-]+$/.test(part))) return undefined;
  const header = z.strictObject({ alg: z.string(), kid: z.string(), typ: z.literal(typ) });
  return header.safeParse(parseJson(Buffer.from(first, 'base64url').toString())).data;
}

/** The signature holds; what was signed must also be the one form that such a document has. */
function readPayload<T>(kind: SignedKind<T>, signed: Uint8Array, kid: string): SignatureCheck<T> {
  const text = Buffer.from(signed).toString();
  const json = parseJson(text);
  const version = z.object({ version: z.int() }).safeParse(json);
  if (version.success && version.data.version > kind.version) return refused('version_unknown');
  const payload = kind.payload.safeParse(json);
  if (!payload.success || canonicalJson(payload.data as Json) !== text) return refused('payload_invalid');
  return { ok: true, payload: payload.data, kid };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refused = (reason: SignatureRefusal): { ok: false; reason: SignatureRefusal } => ({ ok: false, reason });
