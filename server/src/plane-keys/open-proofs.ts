import { createPrivateKey, type KeyObject } from 'node:crypto';
import { seconds } from '@kaitong/contract';
import type { Config } from '../config.ts';
import {
  byBoth,
  bySignature,
  byToken,
  type KnownPlanes,
  type PlaneName,
  type Prove,
  planeToken,
} from '../http/plane-tokens.ts';
import type { Log } from '../log.ts';
import type { Executor } from '../store/executor.ts';
import { takeRate } from '../store/rate-limits.ts';
import { openPublicKey } from './keys.ts';
import { CLOCKS_DIFFER } from './signed-call.ts';

/** As long as the time of a call would let it in, by a clock that is ahead and then by one that is behind. */
const REMEMBERED = seconds(30 + (2 * CLOCKS_DIFFER) / 1000);

export type Proofs = {
  /** How calls of one plane to another prove who makes them. */
  of(from: PlaneName, to: PlaneName): Prove;
  /** What a plane of this process knows of those that call it; `undefined`: none of them has a key. */
  known(plane: { db: Executor; log: Log }): KnownPlanes | undefined;
  keysOf: ReadonlyMap<PlaneName, readonly KeyObject[]>;
};

/** The secret is for planes of one deployment, and for others as long as it is set; whoever has a key signs. */
export function openProofs(
  { planeKeys, planeSecret }: Pick<Config, 'planeKeys' | 'planeSecret'>,
  secret: string,
): Proofs {
  const own = planeKeys && createPrivateKey(planeKeys.own);
  const keysOf = new Map(
    [...(planeKeys?.others ?? [])].flatMap(([plane, keys]) =>
      keys.length === 0 ? [] : [[plane, keys.map(openPublicKey)] as const],
    ),
  );
  const takesTokens = planeSecret !== undefined;
  return {
    of(from, to) {
      const token = byToken(planeToken(secret, from, to));
      if (!own || !keysOf.has(to)) return token;
      const signature = bySignature(own, from, to);
      return takesTokens ? byBoth(token, signature) : signature;
    },
    known: ({ db, log }) =>
      own && {
        ...{ own, keysOf, takesTokens, log },
        isNew: async (nonce) => (await takeRate(db, `plane call ${nonce}`, { limit: 1, window: REMEMBERED })).ok,
      },
    keysOf,
  };
}
