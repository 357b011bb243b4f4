import type { Parsed, products, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { containing, toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { visibleProducts } from './find-product-for.ts';
import { showProducts } from './show-product.ts';

/** The account's products and those it is authorised on, newest first. */
export async function listProducts(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit, search } }: Parsed<typeof products.listProducts>,
): Promise<Reply<typeof products.listProducts>> {
  let visible = visibleProducts(db, caller.accountId);
  if (search) {
    const pattern = containing(search);
    visible = visible.where((where) =>
      where.or([where('product.name', 'ilike', pattern), where(sql.ref<string>('product.pid'), 'like', pattern)]),
    );
  }
  if (cursor) {
    const last = visibleProducts(db, caller.accountId)
      .clearSelect()
      .select(['product.created_at', 'product.pid'])
      .where(sql.ref<string>('product.pid'), '=', cursor);
    visible = visible.where(sql<boolean>`(product.created_at, product.pid) < ${last}`);
  }
  const rows = await visible
    .orderBy('product.created_at', 'desc')
    .orderBy('product.pid', 'desc')
    .limit(limit + 1)
    .execute();
  const { items, next } = toPage(
    rows,
    limit,
    ({ pid }) => pid,
    (row) => row,
  );
  return { items: await showProducts(db, caller.accountId, items), next };
}
