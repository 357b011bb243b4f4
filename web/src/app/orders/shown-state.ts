import type { OwnerOrder } from '@kaitong/contract';

/** Of an order that was used for a while a part of the money comes back: to its owner it is refunded all the same. */
export function shownState({
  state,
  refunded,
  refundable,
}: Pick<OwnerOrder, 'state' | 'refunded' | 'refundable'>): OwnerOrder['state'] {
  return state === 'paid' && refunded !== null && refundable === null ? 'refunded' : state;
}
