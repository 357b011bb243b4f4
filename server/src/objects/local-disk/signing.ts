import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type Refusal, refusal } from '@kaitong/contract';
import { OBJECT_KEY } from '../object-store.ts';

/** What a presigned URL allows. All of it is in the URL and under its signature: the server keeps no state about it. */
export type PutPermit = {
  key: string;
  bytes: number;
  md5: string;
  sha256: string;
  contentType: string;
  expiresAt: number;
};
export type GetPermit = { key: string; expiresAt: number; contentType: string; fileName: string; session: string };

type Secrets = readonly [Uint8Array, ...Uint8Array[]];
type Query = Readonly<Record<string, unknown>>;

export function signPut(secrets: Secrets, base: string, permit: PutPermit): string {
  const { key, bytes, md5, sha256, contentType, expiresAt } = permit;
  const query = { bytes: String(bytes), md5, sha256, type: contentType, expires: String(expiresAt) };
  return toUrl(base, key, { ...query, sig: mac(secrets[0], putText(permit)) });
}

export function signGet(secrets: Secrets, base: string, permit: GetPermit): string {
  const { key, expiresAt, contentType, fileName, session } = permit;
  const optional = { ...(fileName && { name: fileName }), ...(session && { session }) };
  const query = { type: contentType, ...optional, expires: String(expiresAt) };
  return toUrl(base, key, { ...query, sig: mac(secrets[0], getText(permit)) });
}

export function verifyPut(secrets: Secrets, key: string, query: Query, now: Date): PutPermit | Refusal {
  const permit: PutPermit = {
    key,
    bytes: Number(query.bytes),
    md5: String(query.md5),
    sha256: String(query.sha256),
    contentType: String(query.type),
    expiresAt: Number(query.expires),
  };
  return judge(secrets, permit, putText(permit), query.sig, now);
}

export function verifyGet(secrets: Secrets, key: string, query: Query, now: Date): GetPermit | Refusal {
  const permit: GetPermit = {
    key,
    contentType: String(query.type),
    fileName: query.name === undefined ? '' : String(query.name),
    session: query.session === undefined ? '' : String(query.session),
    expiresAt: Number(query.expires),
  };
  return judge(secrets, permit, getText(permit), query.sig, now);
}

function judge<Permit extends { key: string; expiresAt: number }>(
  secrets: Secrets,
  permit: Permit,
  text: string,
  signature: unknown,
  now: Date,
): Permit | Refusal {
  const given = Buffer.from(String(signature));
  const signed = secrets.some((secret) => {
    const expected = Buffer.from(mac(secret, text));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!signed || !OBJECT_KEY.test(permit.key)) return refusal('upload_target_invalid');
  return now.getTime() > permit.expiresAt ? refusal('upload_target_expired') : permit;
}

/** JSON keeps the parts apart: no part can be moved over a border into the next. */
const putText = ({ key, bytes, md5, sha256, contentType, expiresAt }: PutPermit): string =>
  JSON.stringify(['PUT', key, bytes, md5, sha256, contentType, expiresAt]);
const getText = ({ key, expiresAt, contentType, fileName, session }: GetPermit): string =>
  JSON.stringify(['GET', key, expiresAt, contentType, fileName, session]);

/** Of bytes that come with each call, Node would make such an object each time: most of what a short text costs. */
const keys = new WeakMap<Uint8Array, KeyObject>();

function mac(secret: Uint8Array, text: string): string {
  const key = keys.get(secret) ?? createSecretKey(secret);
  keys.set(secret, key);
  return createHmac('sha256', key).update(text).digest('base64url');
}

function toUrl(base: string, key: string, query: Record<string, string>): string {
  return `${base}/${key}?${new URLSearchParams(query)}`;
}
