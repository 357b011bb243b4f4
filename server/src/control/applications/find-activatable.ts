import { type AccountId, isRefusal, type Pid, type SampleKind } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { decideAccess, type FoundProduct, findProductFor, visibleProducts } from '../products/find-product-for.ts';

/**
 * The product, if this account may activate it: as its owner, or authorised on it as a developer. The agreement of its
 * owner applies, whoever acts.
 */
export async function findActivatable(
  db: Kysely<ControlTables>,
  accountId: AccountId,
  pid: Pid,
): Promise<FoundProduct | undefined> {
  const found = await findProductFor(db, { accountId }, pid, 'createApplication');
  return isRefusal(found) ? undefined : found;
}

/** Whether an account may activate a product now. */
export type Standing = { product: FoundProduct | undefined; isAgreed: boolean; activatedBy: SampleKind | null };

/** Reads it all at once. An account that may not have the product is asked for its own agreement. */
export async function readStanding(
  db: Kysely<ControlTables>,
  accountId: AccountId,
  pid: Pid | null,
): Promise<Standing> {
  type Read = { product: Parameters<typeof decideAccess>[0]; agreed: AccountId[]; activated_by: SampleKind | null };
  const { rows } = await sql<Read>`
    WITH visible AS MATERIALIZED (
      SELECT * FROM ${visibleProducts(db, accountId).as('product')} WHERE pid = ${pid})
    SELECT (SELECT to_jsonb(visible) FROM visible) AS product,
      ARRAY(SELECT account_id FROM service_order
        WHERE account_id IN (SELECT account_id FROM visible UNION SELECT ${accountId})
          AND service_id = 'video-cloud-storage' AND state = 'in_force') AS agreed,
      (SELECT sample FROM activation WHERE pid = ${pid}) AS activated_by`.execute(db);
  const [read] = rows;
  if (!read) throw new Error('the standing of an account came back empty');
  const found = decideAccess(read.product, { accountId }, 'createApplication');
  const product = isRefusal(found) ? undefined : found;
  return {
    product,
    isAgreed: read.agreed.includes(product?.ownerId ?? accountId),
    activatedBy: read.activated_by,
  };
}
