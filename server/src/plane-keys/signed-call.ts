import { createHash, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { Region, seconds } from '@kaitong/contract';
import type { PlaneName } from '../http/plane-tokens.ts';

/** A call between planes as its sender signed it. */
export const SIGNATURE_HEADER = 'kaitong-plane';
/** Of the answer to `isThere`: proves who answered. */
export const PROOF_HEADER = 'kaitong-plane-proof';

/** By so much the clocks of two planes may differ, and so long a call may be under way. */
export const CLOCKS_DIFFER = seconds(60);

export type Call = { method: string; path: string; body: string | null };
type Ends = { from: PlaneName; to: PlaneName };
/** `body` is the SHA-256 of the body's bytes. */
export type SignedCall = { from: PlaneName; at: number; nonce: string; body: string; signature: string };

const PLANE_PATH = '/plane/v1/';

/** What stands before it depends on proxies, and `to` says whom it is for. */
const planePathOf = (path: string): string => path.slice(Math.max(0, path.indexOf(PLANE_PATH)));

export const hashBody = (body: string | null | undefined): string =>
  createHash('sha256')
    .update(body ?? '')
    .digest('base64url');

type Signed = Omit<SignedCall, 'signature'> & { to: PlaneName; method: string; path: string };

/** No part can hold a line break: each was checked, or is of an address. */
const textOf = ({ from, to, method, path, at, nonce, body }: Signed): Buffer =>
  Buffer.from(['kaitong plane call 1', from, to, method, planePathOf(path), at, nonce, body].join('\n'));

export function signCall(key: KeyObject, { from, to }: Ends, { method, path, body }: Call, now: Date): string {
  const [at, nonce, hash] = [now.getTime(), randomBytes(16).toString('base64url'), hashBody(body)];
  const signature = sign(null, textOf({ from, to, method, path, at, nonce, body: hash }), key).toString('base64url');
  return [from, at, nonce, hash, signature].join('.');
}

const SHAPE = /^([a-z0-9]{2,12})\.(\d{1,15})\.([\w-]{22})\.([\w-]{43})\.([\w-]{86})$/;

export function readSignedCall(header: string | undefined): SignedCall | undefined {
  const [, name = '', at, nonce = '', body = '', signature = ''] = SHAPE.exec(header ?? '') ?? [];
  const from = name === 'control' ? name : Region.safeParse(name).data;
  return from === undefined ? undefined : { from, at: Number(at), nonce, body, signature };
}

export function isSignedBy(
  keys: readonly KeyObject[],
  to: PlaneName,
  call: SignedCall,
  { method, path }: Pick<Call, 'method' | 'path'>,
): boolean {
  const { signature, ...signed } = call;
  const text = textOf({ ...signed, to, method, path });
  return keys.some((key) => verify(null, text, key, Buffer.from(signature, 'base64url')));
}

const proofOf = (by: PlaneName, nonce: string): Buffer => Buffer.from(`kaitong plane proof 1\n${by}\n${nonce}`);

/** That the plane which was asked has its key, by a word that the asker chose. */
export const prove = (key: KeyObject, by: PlaneName, nonce: string): string =>
  sign(null, proofOf(by, nonce), key).toString('base64url');

export const isProof = (keys: readonly KeyObject[], by: PlaneName, nonce: string, proof: string): boolean =>
  keys.some((key) => verify(null, proofOf(by, nonce), key, Buffer.from(proof, 'base64url')));
