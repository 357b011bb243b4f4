import { OrderId } from '@kaitong/contract';

export const ENTRY_KINDS = [
  'order.paid',
  'order.refunded',
  'payment.stray',
  'payment.returned',
  'collected',
  'share.settled',
  'payout',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number] | 'other';

/** What an entry's key says: what was booked, of what, and the order where it is one. */
export function readKey(key: string): { kind: EntryKind; of: string[]; orderId: OrderId | undefined } {
  const [name, ...of] = key.split(':');
  const order = OrderId.safeParse(of[0]);
  return { kind: ENTRY_KINDS.find((kind) => kind === name) ?? 'other', of, orderId: order.data };
}
