import {
  type ReleaseClearance,
  type ReleaseMove,
  type ReleaseState,
  ROLL_OUT,
  type RollOutShare,
} from '@kaitong/contract';

/** How far a release is. `share` is kept while it is halted: it goes on where it was. */
export type ReleaseStanding = { state: ReleaseState; share: RollOutShare };

export const newRelease: ReleaseStanding = { state: 'draft', share: ROLL_OUT[0] };

type To = ReleaseState | ((share: RollOutShare) => ReleaseStanding | undefined);

const widened = (share: RollOutShare): ReleaseStanding | undefined => {
  const next = ROLL_OUT[ROLL_OUT.indexOf(share) + 1];
  return next && { state: 'offered', share: next };
};
/** Only what everybody was offered can be over. */
const finished = (share: RollOutShare): ReleaseStanding | undefined =>
  share === 100 ? { state: 'finished', share } : undefined;

/** What may be done with a release in each state, and what it is then. */
const moves: Record<ReleaseState, Partial<Record<ReleaseMove, To>>> = {
  draft: { offer: 'offered', withdraw: 'withdrawn' },
  offered: { widen: widened, halt: 'halted', finish: finished, withdraw: 'withdrawn' },
  halted: { resume: 'offered', withdraw: 'withdrawn' },
  finished: { halt: 'halted', withdraw: 'withdrawn' },
  withdrawn: {},
};

/** A release after a move; `undefined` where it is not to be made now. */
export function moveRelease({ state, share }: ReleaseStanding, move: ReleaseMove): ReleaseStanding | undefined {
  const to = moves[state][move];
  return typeof to === 'function' ? to(share) : to && { state: to, share };
}

/** Whether a move has to wait until the firmware has passed: it would go to more cameras than now, and than the first share. */
export const isHeld = (from: ReleaseStanding, to: ReleaseStanding, clearance: ReleaseClearance | null): boolean =>
  clearance === null && shareOffered(to) > Math.max(ROLL_OUT[0], shareOffered(from));

/** What may be done with a release now. */
export const movesOf = (standing: ReleaseStanding, clearance: ReleaseClearance | null): ReleaseMove[] =>
  (Object.keys(moves[standing.state]) as ReleaseMove[]).filter((move) => {
    const to = moveRelease(standing, move);
    return to !== undefined && !isHeld(standing, to, clearance);
  });

/** How much of the fleet is offered it now, in per cent. */
export function shareOffered({ state, share }: ReleaseStanding): RollOutShare | 0 {
  if (state === 'finished') return 100;
  return state === 'offered' ? share : 0;
}
