import type { OrderId, OwnerId, purchases, Reply } from '@kaitong/contract';
import { refundableOf, refundedOf, refundFor, type Subscription } from '@kaitong/core';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../../store/region/tables.ts';
import { listPriceOf, type OrderRow, priceOf, toOrder } from './lock-order.ts';
import { ownRefundId, smaller } from './take-back.ts';

export type ShownOrder = Reply<typeof purchases.getOrder>;
type Read = OrderRow & { now: Date; subscription: Subscription | null };

/** An owner's orders that can be seen: those whose preparation came to its end. */
export function ownedOrders(db: Kysely<RegionTables>, ownerId: OwnerId) {
  return db
    .selectFrom('owner_order')
    .leftJoin('subscription', 'subscription.device_id', 'owner_order.device_id')
    .selectAll('owner_order')
    .select(['subscription.subscription', sql<Date>`kaitong_now()`.as('now')])
    .where('owner_order.owner_id', '=', ownerId)
    .where('prepared_at', 'is not', null);
}

/** `undefined` for an order that is not this owner's, whoever else's it is. */
export async function findShownOrder(
  db: Kysely<RegionTables>,
  ownerId: OwnerId,
  orderId: OrderId,
): Promise<ShownOrder | undefined> {
  const row = await ownedOrders(db, ownerId).where('owner_order.id', '=', orderId).executeTakeFirst();
  return row && showOrder(row);
}

export function showOrder(row: Read): ShownOrder {
  const { currency } = row;
  const refunded = refundedOf(toOrder(row), ['confirmed']);
  // What has expired is shown so at once, also while its timer is still to fire.
  const isOver = row.state === 'created' && row.expires_at <= row.now;
  return {
    orderId: row.id,
    deviceId: row.device_id,
    deviceName: row.device_name,
    trial: row.trial,
    terms: row.terms,
    period: row.period,
    listPrice: listPriceOf(row),
    price: priceOf(row),
    coupon: row.coupon_code,
    use: row.use,
    state: isOver ? 'expired' : row.state,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    paidAt: row.paid_at?.toISOString() ?? null,
    checkoutUrl: row.state === 'created' && !isOver ? row.checkout_url : null,
    refundable: refundableNow(row),
    refunded: refunded.amount > 0 ? { amount: refunded.amount, currency } : null,
    refundState: refundStateOf(row),
  };
}

/** What taking it back now would give; null: nothing. */
function refundableNow(row: Read): ShownOrder['refundable'] {
  if (row.subscription === null) return null;
  const back = refundFor(row.subscription, row.id, priceOf(row), row.now.getTime());
  const amount = smaller(back, refundableOf(toOrder(row)));
  return amount.amount > 0 ? amount : null;
}

function refundStateOf({ id, refunds }: OrderRow): ShownOrder['refundState'] {
  if (refunds.some(({ state }) => state === 'requested')) return 'requested';
  const own = refunds.find(({ refundId }) => refundId === ownRefundId(id));
  return own?.state === 'failed' ? 'failed' : 'none';
}
