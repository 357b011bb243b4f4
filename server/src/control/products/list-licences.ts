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
  { params: { pid }, query: { cursor, limit, state } }: Parsed<typeof products.listLicences>,
): Promise<Reply<typeof products.listLicences> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'listLicences');
  if (isRefusal(product)) return product;
  let licences = db
    .selectFrom('licence')
    .leftJoin('unit_claim', (join) => join.onRef('unit_claim.uuid', '=', 'licence.uuid').on('state', '=', 'held'))
    .select(['licence.uuid', 'batch', 'issued_at', 'revoked_at', 'unit_claim.region'])
    .where('pid', '=', pid);
  if (cursor) {
    licences = licences.where(sql<boolean>`seq < (SELECT seq FROM licence WHERE uuid = ${cursor} AND pid = ${pid})`);
  }
  if (state === 'revoked') licences = licences.where('revoked_at', 'is not', null);
  else if (state)
    licences = licences
      .where('revoked_at', 'is', null)
      .where('unit_claim.region', state === 'paired' ? 'is not' : 'is', null);
  const rows = await licences
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ uuid }) => uuid,
    ({ uuid, batch, issued_at, revoked_at, region }) => ({
      uuid,
      pid,
      batch,
      issuedAt: issued_at.toISOString(),
      state: revoked_at ? ('revoked' as const) : region ? ('paired' as const) : ('unused' as const),
      pairedIn: region,
      revokedAt: revoked_at?.toISOString() ?? null,
    }),
  );
}
