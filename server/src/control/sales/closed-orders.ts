import { type OrderId, type Refusal, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTransaction } from '../context.ts';

// A region that gave up waiting for a claim reports its order closed, and the claim may arrive after that report. Whichever
// of the two comes second finds the other, since both take the order's lock: after the unit's, before the coupon's row.

/** Called before something is held for an order, in the same transaction: refused once the order was closed. */
export async function holdForOrder(trx: ControlTransaction, orderId: OrderId): Promise<Refusal | undefined> {
  await lockOrder(trx, orderId);
  const closed = await trx
    .selectFrom('closed_order')
    .select('order_id')
    .where('order_id', '=', orderId)
    .executeTakeFirst();
  return closed && refusal('order_not_open');
}

/** Called when an order was closed unpaid, before what it holds is given back. */
export async function noteClosed(trx: ControlTransaction, orderId: OrderId): Promise<void> {
  await lockOrder(trx, orderId);
  await trx
    .insertInto('closed_order')
    .values({ order_id: orderId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Nothing is on its way for a day. */
export async function sweepClosedOrders(trx: ControlTransaction): Promise<void> {
  await trx.deleteFrom('closed_order').where('at', '<', sql<Date>`kaitong_now() - interval '1 day'`).execute();
}

export async function lockOrder(trx: ControlTransaction, orderId: OrderId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`claims of ${orderId}`}, 0))`.execute(trx);
}
