import type { Parsed, Reply, services } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { behind, toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { showServiceOrder } from './show-service-order.ts';

/** 我的订单: what the account applied for, newest first. */
export async function listServiceOrders(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof services.listServiceOrders>,
): Promise<Reply<typeof services.listServiceOrders>> {
  let orders = db.selectFrom('service_order').selectAll().where('account_id', '=', caller.accountId);
  if (cursor) orders = orders.where(behind('service_order', cursor, caller.accountId));
  const rows = await orders
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ id }) => id, showServiceOrder);
}
