import type { DeviceId } from '@kaitong/contract';

/**
 * How a pairing came to claim its unit. `asked`: control was asked first and had given the unit to nobody. `late`: control
 * was away, so the unit was paired first. `before`: paired when nobody claimed units yet.
 */
export type ClaimKind = 'before' | 'asked' | 'late';

/** What one pairing says of itself; of all that there are of a unit the lowest stays. */
export type UnitClaim = {
  deviceId: DeviceId;
  kind: ClaimKind;
  pairedAt: number;
  /** What control confirmed it with; null where it has not, or the region has not heard. */
  number: number | null;
};

/**
 * Numbers of a unit rise by one. A control whose database was brought back to an earlier moment begins a new life, whose
 * numbers begin with the next multiple of this.
 */
export const CLAIMS_IN_A_LIFE = 2 ** 20;

const RANK: Readonly<Record<ClaimKind, number>> = { before: 0, asked: 1, late: 2 };

/**
 * Of two that were confirmed the one of the earlier life stays, since control forgot it when the other one was; within a
 * life the later, since control gave a unit anew only once it was free. What somebody was told for good (`asked`) stays
 * before what was said to be provisional; among their like the earlier pairing stays. In whatever order they come, the same
 * claim stays.
 */
export function isLowerClaim(one: UnitClaim, other: UnitClaim): boolean {
  if (one.number !== null && other.number !== null && one.number !== other.number) {
    const byLife = lifeOf(one.number) - lifeOf(other.number);
    return byLife === 0 ? one.number > other.number : byLife < 0;
  }
  const byKind = RANK[one.kind] - RANK[other.kind];
  if (byKind !== 0) return byKind < 0;
  if (one.pairedAt !== other.pairedAt) return one.pairedAt < other.pairedAt;
  return one.deviceId < other.deviceId;
}

const lifeOf = (number: number): number => Math.floor(number / CLAIMS_IN_A_LIFE);

/** A pairing that control is asked for has not happened yet. */
export const isAhead = ({ kind, number }: Pick<UnitClaim, 'kind' | 'number'>): boolean =>
  kind === 'asked' && number === null;

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
  if (isAhead(claim)) return 'refused';
  return isLowerClaim(claim, held) ? 'replaces' : 'refused';
}
