import type { Parsed, Reply, sales } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { containing, toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { saleState } from './sale-state.ts';
import { serviceItemRows, showServiceItems } from './service-items.ts';
import { sellsPlan } from './sold-plans.ts';

/** 服务商品: activated PIDs that the account may see and what they sell, the newest activation first. */
export async function listServiceItems(
  context: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit, search, planId, sale } }: Parsed<typeof sales.listServiceItems>,
): Promise<Reply<typeof sales.listServiceItems>> {
  let items = serviceItemRows(context.db, caller.accountId);
  if (search) {
    const name = containing(search);
    const pid = containing(search.toLowerCase());
    items = items.where((where) =>
      where.or([where('product.name', 'ilike', name), where(sql.ref<string>('product.pid'), 'like', pid)]),
    );
  }
  if (planId) items = items.where(sql<boolean>`EXISTS (SELECT FROM plan WHERE plan.id = ${planId} AND ${sellsPlan})`);
  if (sale) items = items.where(saleState, '=', sale);
  if (cursor) {
    const last = serviceItemRows(context.db, caller.accountId)
      .clearSelect()
      .select(['activation.activated_at', 'activation.pid'])
      .where(sql.ref<string>('activation.pid'), '=', cursor);
    items = items.where(sql<boolean>`(activation.activated_at, activation.pid) < ${last}`);
  }
  const rows = await items
    .orderBy('activation.activated_at', 'desc')
    .orderBy('activation.pid', 'desc')
    .limit(limit + 1)
    .execute();
  const page = toPage(
    rows,
    limit,
    ({ pid }) => pid,
    (row) => row,
  );
  return { items: await showServiceItems(context, caller, page.items), next: page.next };
}
