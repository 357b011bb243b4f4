import type { Money, OrderId } from '@kaitong/contract';
import type { Order } from '@kaitong/core';
import { type Selectable, sql } from 'kysely';
import { json } from '../../../store/database.ts';
import type { OwnerOrderTable } from '../../../store/region/orders.ts';
import type { RegionTransaction } from '../../context.ts';

export type OrderRow = Selectable<OwnerOrderTable>;
/** An order's row, locked until the transaction ends, with the database's time of the lock. */
export type LockedOrder = OrderRow & { now: Date; deliverable: boolean };

/**
 * Locks an order, and before it the row of its device, which whoever removes the device locks first: whether the device
 * is still its owner's stays true until the commit.
 */
export async function lockOrder(trx: RegionTransaction, orderId: OrderId): Promise<LockedOrder | undefined> {
  const place = await trx
    .selectFrom('owner_order')
    .select(['device_id', 'owner_id'])
    .where('id', '=', orderId)
    .executeTakeFirst();
  if (!place) return undefined;
  const device = await trx
    .selectFrom('device')
    .select('removed_at')
    .where('device_id', '=', place.device_id)
    .where('owner_id', '=', place.owner_id)
    .forShare()
    .executeTakeFirst();
  const row = await trx
    .selectFrom('owner_order')
    .selectAll()
    .select(sql<Date>`kaitong_now()`.as('now'))
    .where('id', '=', orderId)
    .forUpdate()
    .executeTakeFirst();
  return row && { ...row, deliverable: device?.removed_at === null };
}

export const priceOf = ({ amount, currency }: OrderRow): Money => ({ amount, currency });
export const listPriceOf = ({ list_amount: amount, currency }: OrderRow): Money => ({ amount, currency });

/** The row as `core` knows orders. */
export const toOrder = (row: OrderRow): Order => ({
  id: row.id,
  price: priceOf(row),
  trial: row.trial,
  expiresAt: row.expires_at.getTime(),
  state: row.state,
  paidBy: row.paid_by,
  stray: row.stray,
  refunds: row.refunds,
});

export async function storeOrder(trx: RegionTransaction, { id, state, paidBy, stray, refunds }: Order): Promise<void> {
  await trx
    .updateTable('owner_order')
    .set({ state, paid_by: paidBy, stray: json(stray), refunds: json(refunds) })
    .where('id', '=', id)
    .execute();
}
