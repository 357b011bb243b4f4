import { isRefusal, type Parsed, type products, type Refusal, type Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from './find-product-for.ts';

/** The licences of a product, newest first, without AuthKeys. */
export async function listLicences(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { pid }, query: { cursor, limit } }: Parsed<typeof products.listLicences>,
): Promise<Reply<typeof products.listLicences> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'viewer');
  if (isRefusal(product)) return product;
  let licences = db.selectFrom('licence').select(['uuid', 'batch', 'issued_at']).where('pid', '=', pid);
  if (cursor) {
    licences = licences.where(sql<boolean>`seq < (SELECT seq FROM licence WHERE uuid = ${cursor} AND pid = ${pid})`);
  }
  const rows = await licences
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ uuid }) => uuid,
    ({ uuid, batch, issued_at }) => ({
      uuid,
      pid,
      batch,
      issuedAt: issued_at.toISOString(),
    }),
  );
}
