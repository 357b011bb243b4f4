import { type Language, type Money, OrderId, type OwnerId, type Refusal, refusal } from '@kaitong/contract';
import type { RegionContext } from '../../context.ts';
import { findCatalogue } from '../../products/find-catalogue.ts';
import { describeOrder } from './describe-order.ts';
import { listPriceOf, priceOf } from './lock-order.ts';
import { ownedOrders } from './show-order.ts';

export type Receipt = {
  orderId: OrderId;
  seller: { name: string; phone: string; email: string; note: string };
  /** What was bought, in one line. */
  item: string;
  camera: string;
  listPrice: Money;
  coupon: string | null;
  paid: Money;
  paidAt: Date;
  provider: string;
  paymentId: string | null;
  refunds: { amount: Money; state: 'requested' | 'confirmed' | 'failed' }[];
  /** Payments that the order could not take. */
  returns: { amount: Money; returned: boolean }[];
};

/** What was paid for an order, and what came back since. Only what was paid has one. */
export async function readReceipt(
  { db }: RegionContext,
  ownerId: OwnerId,
  { orderId, language }: { orderId: string; language: Language },
): Promise<Receipt | Refusal> {
  const named = OrderId.safeParse(orderId).data;
  const row = named && (await ownedOrders(db, ownerId).where('owner_order.id', '=', named).executeTakeFirst());
  if (!row) return refusal('not_found');
  if (row.paid_at === null) return refusal('order_not_paid');
  const { contact } = await findCatalogue(db);
  return {
    orderId: row.id,
    seller: contact,
    item: describeOrder(row, language),
    camera: row.device_name,
    listPrice: listPriceOf(row),
    coupon: row.coupon_code,
    paid: priceOf(row),
    paidAt: row.paid_at,
    provider: row.provider,
    paymentId: row.paid_by,
    refunds: row.refunds.map(({ amount, state }) => ({ amount, state })),
    returns: row.stray.map(({ amount, state }) => ({ amount, returned: state === 'returned' })),
  };
}
