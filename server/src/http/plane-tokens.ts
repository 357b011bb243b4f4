import { createHmac, type KeyObject } from 'node:crypto';
import { type Refusal, Region, refusal, regionCalls } from '@kaitong/contract';
import type { PlaneCaller } from '../callers.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import {
  type Call,
  CLOCKS_DIFFER,
  isSignedBy,
  prove,
  readSignedCall,
  SIGNATURE_HEADER,
  type SignedCall,
  signCall,
} from '../plane-keys/signed-call.ts';
import { isSame } from '../secrets/tokens.ts';
import type { CallRequest } from './kit/request.ts';

/** The planes of one installation share a secret; each direction has a token of its own, which names its sender. */
export type PlaneName = Region | 'control';

export function planeToken(secret: string, from: PlaneName, to: PlaneName): string {
  return `${from}.${createHmac('sha256', secret).update(`kaitong plane ${from} to ${to}`).digest('base64url')}`;
}

/** Headers by which a call proves who makes it; made anew for each try. */
export type Prove = (call: Call) => Readonly<Record<string, string>>;

export const byToken =
  (token: string): Prove =>
  () => ({ authorization: `Bearer ${token}` });

export const bySignature =
  (key: KeyObject, from: PlaneName, to: PlaneName, clock: Clock = systemClock): Prove =>
  (call) => ({ [SIGNATURE_HEADER]: signCall(key, { from, to }, call, clock.now()) });

export const byBoth =
  (...proofs: readonly Prove[]): Prove =>
  (call) =>
    Object.assign({}, ...proofs.map((prove) => prove(call)));

/** What a plane with a key of its own knows of those that call it. */
export type KnownPlanes = {
  own: KeyObject;
  /** More than one of a plane that is changing its key. */
  keysOf: ReadonlyMap<PlaneName, readonly KeyObject[]>;
  /** Whether the shared secret opens for them too, as long as not all of them have a key. */
  takesTokens: boolean;
  /** Whether nobody has used this word in the last minutes, at any process of the plane. */
  isNew: (nonce: string) => Promise<boolean>;
  clock?: Clock;
  log: Log;
};

/** Answered at once, by no database: who repeats the question learns nothing. */
const THERE = regionCalls.isThere.path;

/** Lets only other planes of this installation in, and says which one calls. Regions have nothing to ask each other. */
export const authenticatePlane =
  (secret: string, to: PlaneName, known?: KnownPlanes) =>
  async (request: CallRequest): Promise<PlaneCaller | Refusal> => {
    const call = known && readSignedCall(request.header(SIGNATURE_HEADER));
    const keys = call && known.keysOf.get(call.from);
    if (call && keys) return await admitSigned(known, { call, keys, to, request });
    const token = /^Bearer (\S+)$/i.exec(request.header('authorization') ?? '')?.[1] ?? '';
    const name = token.slice(0, token.indexOf('.'));
    const from = name === 'control' ? name : Region.safeParse(name).data;
    if (from === undefined || (from === 'control') === (to === 'control')) return refusal('not_signed_in');
    if (known && !known.takesTokens && known.keysOf.has(from)) return refusal('not_signed_in');
    if (!isSame(token, planeToken(secret, from, to))) return refusal('not_signed_in');
    return { from };
  };

type Signed = { call: SignedCall; keys: readonly KeyObject[]; to: PlaneName; request: CallRequest };

async function admitSigned(known: KnownPlanes, signed: Signed): Promise<PlaneCaller | Refusal> {
  const { call, to } = signed;
  const { from, nonce, body } = call;
  const wrong = await findWrong(known, signed);
  if (wrong !== undefined) {
    known.log.warn({ from, to, wrong }, 'plane.refused');
    return refusal('not_signed_in');
  }
  const proof = isAskedFor(signed) ? prove(known.own, to, nonce) : undefined;
  return { from, signed: { body, proof } };
}

const isAskedFor = ({ request }: Signed): boolean => request.route.endsWith(THERE);

async function findWrong(known: KnownPlanes, signed: Signed): Promise<string | undefined> {
  const { call, keys, to, request } = signed;
  if ((call.from === 'control') === (to === 'control')) return 'direction';
  if (!isSignedBy(keys, to, call, request)) return 'signature';
  const now = (known.clock ?? systemClock).now().getTime();
  if (Math.abs(now - call.at) > CLOCKS_DIFFER) return 'clock';
  if (!isAskedFor(signed) && !(await known.isNew(call.nonce))) return 'repeated';
  return undefined;
}
