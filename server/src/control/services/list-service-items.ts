import type { Parsed, Reply, services } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { containing, toPage } from '../paging.ts';
import { visibleProducts } from '../products/find-product-for.ts';
import { laggingByPid } from '../products/lagging-regions.ts';

/** 服务商品: activated PIDs that the account may see, newest first. */
export async function listServiceItems(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit, search } }: Parsed<typeof services.listServiceItems>,
): Promise<Reply<typeof services.listServiceItems>> {
  let items = visibleProducts(db, caller.accountId)
    .innerJoin('activation', 'activation.pid', 'product.pid')
    .select(['activation.application_id', 'activation.device_id', 'activation.firmware', 'activation.activated_at']);
  if (search) {
    const pattern = containing(search);
    items = items.where((where) =>
      where.or([where('product.name', 'ilike', pattern), where('product.pid', 'like', pattern)]),
    );
  }
  if (cursor) {
    const last = visibleProducts(db, caller.accountId)
      .innerJoin('activation', 'activation.pid', 'product.pid')
      .clearSelect()
      .select(['activation.activated_at', 'activation.pid'])
      .where('activation.pid', '=', cursor);
    items = items.where(sql<boolean>`(activation.activated_at, activation.pid) < ${last}`);
  }
  const rows = await items
    .orderBy('activation.activated_at', 'desc')
    .orderBy('activation.pid', 'desc')
    .limit(limit + 1)
    .execute();
  const lagging = await laggingByPid(
    db,
    rows.map(({ pid }) => pid),
  );
  return toPage(
    rows,
    limit,
    ({ pid }) => pid,
    (row) => ({
      pid: row.pid,
      productName: row.name,
      activatedAt: row.activated_at.toISOString(),
      applicationId: row.application_id,
      deviceId: row.device_id,
      firmware: row.firmware,
      lagging: lagging.get(row.pid) ?? [],
    }),
  );
}
