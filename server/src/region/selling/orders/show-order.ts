import type { Money, OrderId, OwnerId, purchases, Reply } from '@kaitong/contract';
import { owedOf, refundableOf, refundedOf, refundFor, type Subscription } from '@kaitong/core';
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
  const order = toOrder(row);
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
    refunded: unlessZero(refundedOf(order, ['confirmed'])),
    refundState: refundStateOf(row),
    owed: unlessZero(owedOf(order)),
    returns: row.stray.map(({ amount, state }) => ({ amount, returned: state === 'returned' })),
  };
}

/** What taking it back now would give; null: nothing. What was taken back and is owed does not go by the time that is left. */
function refundableNow(row: Read): ShownOrder['refundable'] {
  const order = toOrder(row);
  const own = findOwnRefund(row);
  if (own?.state === 'failed') return unlessZero(smaller(own.amount, refundableOf(order)));
  if (own || row.subscription === null) return null;
  return unlessZero(smaller(refundFor(row.subscription, row.id, order.price, row.now.getTime()), refundableOf(order)));
}

const unlessZero = (money: Money): Money | null => (money.amount > 0 ? money : null);

function refundStateOf(row: OrderRow): ShownOrder['refundState'] {
  if (row.refunds.some(({ state }) => state === 'requested')) return 'requested';
  return findOwnRefund(row)?.state === 'failed' ? 'failed' : 'none';
}

const findOwnRefund = ({ id, refunds }: OrderRow) => refunds.find(({ refundId }) => refundId === ownRefundId(id));
