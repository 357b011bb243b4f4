import type { DeviceId } from '@kaitong/contract';

/**
 * How a pairing came to claim its unit. `asked`: control was asked first and had given the unit to nobody. `late`: control
 * was away, so the unit was paired first. `before`: paired when nobody claimed units yet.
 */
export type ClaimKind = 'before' | 'asked' | 'late';

/** What one pairing says of itself; of all that there are of a unit the lowest stays. */
export type UnitClaim = { deviceId: DeviceId; kind: ClaimKind; pairedAt: number };

const RANK: Readonly<Record<ClaimKind, number>> = { before: 0, asked: 1, late: 2 };

/**
 * A total order, so that the same claim stays in whatever order they come. What somebody was told for good (`asked`) stays
 * before what was said to be provisional; among their like the earlier pairing stays.
 */
export function isLowerClaim(one: UnitClaim, other: UnitClaim): boolean {
  const byKind = RANK[one.kind] - RANK[other.kind];
  if (byKind !== 0) return byKind < 0;
  if (one.pairedAt !== other.pairedAt) return one.pairedAt < other.pairedAt;
  return one.deviceId < other.deviceId;
}

export type ClaimDecision =
  /** The unit was nobody's. */
  | 'granted'
  /** It has it already: the message came twice. */
  | 'kept'
  /** It is lower than the claim that has the unit. */
  | 'replaces'
  | 'refused';

/** Who `held` a unit, and a claim for it: who has it then. A pairing that has not happened yet takes it from nobody. */
export function decideClaim(held: UnitClaim | null, claim: UnitClaim): ClaimDecision {
  if (held === null) return 'granted';
  if (held.deviceId === claim.deviceId) return 'kept';
  if (claim.kind === 'asked') return 'refused';
  return isLowerClaim(claim, held) ? 'replaces' : 'refused';
}
