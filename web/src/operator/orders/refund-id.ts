import { RefundId } from '@kaitong/contract';

const SIGNS = 'abcdefghijklmnopqrstuvwxyz234567';

/** An id for a refund that nobody else makes: 90 random bits. */
export function newRefundId(): RefundId {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return RefundId.parse(`rf${Array.from(bytes, (byte) => SIGNS.charAt(byte % SIGNS.length)).join('')}`);
}
