import type { Currency, Money, OrderId, OwnerId, purchases, Reply } from '@kaitong/contract';
import { owedOf, previewRefund, type RefundPreview, refundedOf, type Subscription } from '@kaitong/core';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../../store/region/tables.ts';
import { listPriceOf, type OrderRow, priceOf, toOrder } from './lock-order.ts';
import { ownRefundId } from './refund-id.ts';

export type ShownOrder = Reply<typeof purchases.getOrder>;
type Read = OrderRow & {
  now: Date;
  subscription: Subscription | null;
  /** Of the order whose place it takes: a region's may have been another then. */
  replaced_currency: Currency | null;
};

/** An owner's orders that can be seen: those whose preparation came to its end. */
export function ownedOrders(db: Kysely<RegionTables>, ownerId: OwnerId) {
  return db
    .selectFrom('owner_order')
    .leftJoin('subscription', 'subscription.device_id', 'owner_order.device_id')
    .selectAll('owner_order')
    .select(['subscription.subscription', sql<Date>`kaitong_now()`.as('now')])
    .select((row) =>
      row
        .selectFrom('owner_order as replaced')
        .select('replaced.currency')
        .whereRef('replaced.id', '=', 'owner_order.replaces')
        .as('replaced_currency'),
    )
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
  const refund = refundNow(row);
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
    replaces: replacedBy(row),
    renewal: row.renewal,
    state: isOver ? 'expired' : row.state,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    paidAt: row.paid_at?.toISOString() ?? null,
    checkoutUrl: row.state === 'created' && !isOver ? row.checkout_url : null,
    refundable: refund && unlessZero(refund.amount),
    refundPreview: refund,
    refunded: unlessZero(refundedOf(order, ['confirmed'])),
    refundState: refundStateOf(row),
    owed: unlessZero(owedOf(order)),
    returns: row.stray.map(({ amount, state }) => ({ amount, returned: state === 'returned' })),
  };
}

/** What taking it back now would give; null: it was never paid, or taken back. */
function refundNow(row: Read): RefundPreview | null {
  if (row.subscription === null) return null;
  const asked = { refundId: ownRefundId(row.id), subscription: row.subscription, at: row.now.getTime() };
  return previewRefund(toOrder(row), asked) ?? null;
}

const replacedBy = ({ replaces: orderId, credit, replaced_currency: currency }: Read): ShownOrder['replaces'] =>
  orderId === null || credit === null || currency === null ? null : { orderId, credit: { amount: credit, currency } };

const unlessZero = (money: Money): Money | null => (money.amount > 0 ? money : null);

function refundStateOf(row: OrderRow): ShownOrder['refundState'] {
  if (row.refunds.some(({ state }) => state === 'requested')) return 'requested';
  return findOwnRefund(row)?.state === 'failed' ? 'failed' : 'none';
}

const findOwnRefund = ({ id, refunds }: OrderRow) => refunds.find(({ refundId }) => refundId === ownRefundId(id));
