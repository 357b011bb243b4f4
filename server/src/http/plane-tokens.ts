import { createHmac } from 'node:crypto';
import { type Refusal, Region, refusal } from '@kaitong/contract';
import type { PlaneCaller } from '../callers.ts';
import { isSame } from '../secrets/tokens.ts';
import type { CallRequest } from './kit/request.ts';

/** The planes of one installation share a secret; each direction has a token of its own, which names its sender. */
export type PlaneName = Region | 'control';

export function planeToken(secret: string, from: PlaneName, to: PlaneName): string {
  return `${from}.${createHmac('sha256', secret).update(`kaitong plane ${from} to ${to}`).digest('base64url')}`;
}

/** Lets only other planes of this installation in, and says which one calls. Regions have nothing to ask each other. */
export const authenticatePlane =
  (secret: string, to: PlaneName) =>
  async (request: CallRequest): Promise<PlaneCaller | Refusal> => {
    const token = /^Bearer (\S+)$/i.exec(request.header('authorization') ?? '')?.[1] ?? '';
    const name = token.slice(0, token.indexOf('.'));
    const from = name === 'control' ? name : Region.safeParse(name).data;
    if (from === undefined || (from === 'control') === (to === 'control')) return refusal('not_signed_in');
    if (!isSame(token, planeToken(secret, from, to))) return refusal('not_signed_in');
    return { from };
  };
