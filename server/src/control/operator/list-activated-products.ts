import type { operator, Parsed, Reply } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { containing, toPage } from '../../paging.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import type { ControlContext } from '../context.ts';
import { saleReason, saleSince, saleState } from '../sales/sale-state.ts';

/**
 * Activated PIDs of all makers, the newest activation first, by PID, product or maker. A suspended PID stands among them
 * after its activation was undone: the suspension stays with it, and has to be found to be lifted.
 */
export async function listActivatedProducts(
  { db }: Pick<ControlContext, 'db'>,
  { query: { cursor, limit, search, sale } }: Parsed<typeof operator.listActivatedProducts>,
): Promise<Reply<typeof operator.listActivatedProducts>> {
  let products = soldProducts(db);
  if (search) {
    const pattern = containing(search);
    products = products.where((where) =>
      where.or([
        where(sql.ref<string>('product.pid'), 'like', pattern.toLowerCase()),
        where('product.name', 'ilike', pattern),
        where('account.name', 'ilike', pattern),
      ]),
    );
  }
  if (sale) products = products.where(saleState, '=', sale);
  if (cursor) {
    const last = soldProducts(db)
      .clearSelect()
      .select([since, 'product.pid'])
      .where(sql.ref<string>('product.pid'), '=', cursor);
    products = products.where(sql<boolean>`(${since.expression}, product.pid) < ${last}`);
  }
  const rows = await products
    .orderBy('since', 'desc')
    .orderBy('product.pid', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ pid }) => pid,
    (row) => ({
      pid: row.pid,
      name: row.name,
      accountId: row.account_id,
      accountName: row.account_name,
      activatedAt: row.activated_at?.toISOString() ?? null,
      sale: { state: row.sale_state, since: row.sale_since.toISOString(), reason: row.sale_reason },
    }),
  );
}

/** Of a PID that is activated no more, its suspension says where it stands. */
const since = sql<Date>`coalesce(activation.activated_at, product_sale.suspended_at)`.as('since');

const soldProducts = (db: Kysely<ControlTables>) =>
  db
    .selectFrom('product')
    .innerJoin('account', 'account.id', 'product.account_id')
    .leftJoin('activation', 'activation.pid', 'product.pid')
    .leftJoin('product_sale', 'product_sale.pid', 'product.pid')
    .where((where) =>
      where.or([where('activation.pid', 'is not', null), where('product_sale.suspended_at', 'is not', null)]),
    )
    .select(['product.pid', 'product.name', 'product.account_id', 'account.name as account_name'])
    .select(['activation.activated_at', since])
    .select([saleState.as('sale_state'), saleSince.as('sale_since'), saleReason.as('sale_reason')]);
