/** What the books call it → the key of its text. */
const KINDS = {
  'order.paid': 'order_paid',
  'order.refunded': 'order_refunded',
  'payment.stray': 'payment_stray',
  'payment.returned': 'payment_returned',
  collected: 'collected',
  'share.settled': 'share_settled',
  payout: 'payout',
} as const;
type EntryKind = (typeof KINDS)[keyof typeof KINDS] | 'other';

/** What an entry's key says: what was booked, and of what. */
export function readKey(key: string): { kind: EntryKind; of: string[] } {
  const [name, ...of] = key.split(':');
  return { kind: Object.entries(KINDS).find(([booked]) => booked === name)?.[1] ?? 'other', of };
}
