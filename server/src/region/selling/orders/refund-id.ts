import { type OrderId, RefundId } from '@kaitong/contract';

/** An order is taken back once, by its owner or for another in its place, so its refund has its name. */
export const ownRefundId = (orderId: OrderId): RefundId => RefundId.parse(`rf${orderId.slice(2)}`);
