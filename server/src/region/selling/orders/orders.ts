import { type OrderId, type Parsed, type purchases, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../../callers.ts';
import { toPage } from '../../../paging.ts';
import type { RegionContext } from '../../context.ts';
import { lockOrder } from './lock-order.ts';
import { findShownOrder, ownedOrders, type ShownOrder, showOrder } from './show-order.ts';
import { signalLocked } from './signal-order.ts';
import { takeBack } from './take-back.ts';

export async function listOrders(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { query: { cursor, limit, deviceId } }: Parsed<typeof purchases.listOrders>,
): Promise<Reply<typeof purchases.listOrders>> {
  let query = ownedOrders(db, ownerId);
  if (deviceId !== undefined) query = query.where('owner_order.device_id', '=', deviceId);
  if (cursor !== undefined)
    query = query.where((is) =>
      is(
        is.refTuple('owner_order.created_at', 'owner_order.id'),
        '<',
        is
          .selectFrom('owner_order as last')
          .select(['last.created_at', 'last.id'])
          .where(sql.ref<string>('last.id'), '=', cursor)
          .$asTuple('created_at', 'id'),
      ),
    );
  const rows = await query
    .orderBy('owner_order.created_at', 'desc')
    .orderBy('owner_order.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ id }) => id, showOrder);
}

export async function getOrder(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { orderId } }: Parsed<typeof purchases.getOrder>,
): Promise<ShownOrder | Refusal> {
  return (await findShownOrder(db, ownerId, orderId)) ?? refusal('not_found');
}

export async function cancelOrder(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { orderId } }: Parsed<typeof purchases.cancelOrder>,
): Promise<ShownOrder | Refusal> {
  const refused = await context.db.transaction().execute(async (trx) => {
    const row = await lockOrder(trx, orderId);
    if (row?.owner_id !== caller.ownerId) return refusal('not_found');
    const moved = await signalLocked(trx, row, { type: 'owner.cancelled' });
    return 'refused' in moved ? refusal('order_not_open') : undefined;
  });
  return refused ?? (await show(context, caller, orderId));
}

/** Takes a paid order back; also of a device that is removed or an account that is suspended. */
export async function refundOrder(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { orderId } }: Parsed<typeof purchases.refundOrder>,
): Promise<ShownOrder | Refusal> {
  const refused = await context.db.transaction().execute(async (trx) => {
    const row = await lockOrder(trx, orderId);
    if (row?.owner_id !== caller.ownerId) return refusal('not_found');
    if (row.state !== 'paid' && row.state !== 'refunded') return refusal('order_not_paid');
    return (await takeBack(trx, row)) === 'nothing_left' ? refusal('refund_nothing_left') : undefined;
  });
  return refused ?? (await show(context, caller, orderId));
}

async function show({ db }: RegionContext, { ownerId }: OwnerCaller, orderId: OrderId): Promise<ShownOrder | Refusal> {
  return (await findShownOrder(db, ownerId, orderId)) ?? refusal('not_found');
}
