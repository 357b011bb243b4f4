import type { OwnerOrder } from '@kaitong/contract';

/** `owed`: it was taken back, and the provider refused to give the money back. */
export type ShownState = OwnerOrder['state'] | 'owed';

type Shown = Pick<OwnerOrder, 'state' | 'refunded' | 'refundable' | 'refundState' | 'owed'>;

/** Of an order that was used for a while a part of the money comes back: to its owner it is refunded all the same. */
export function shownState({ state, refunded, refundable, refundState, owed }: Shown): ShownState {
  if (refundState === 'failed' && owed !== null) return 'owed';
  return state === 'paid' && refunded !== null && refundable === null ? 'refunded' : state;
}
