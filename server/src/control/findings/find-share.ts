import type { ApplicationId, ConformanceId } from '@kaitong/contract';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { hashToken, isSame } from '../../secrets/tokens.ts';
import type { ControlTables } from '../../store/control/tables.ts';

/**
 * Whether the account may work on the product still: what was authorised ends with the authorisation, and a product that
 * nobody knew has nobody to lose it. Of a share with what it is of.
 */
export const isStillTheirs: RawBuilder<boolean> = sql<boolean>`(
  (conformance.pid IS NULL AND application.pid IS NULL)
  OR EXISTS (SELECT FROM product WHERE product.pid = coalesce(conformance.pid, application.pid)
    AND product.account_id = share.account_id)
  OR EXISTS (SELECT FROM authorisation given WHERE given.pid = coalesce(conformance.pid, application.pid)
    AND given.account_id = share.account_id AND given.role IN ('developer', 'administrator')))`;

/** One of both ids says what it is of. */
export type OpenShare = {
  id: string;
  application_id: ApplicationId | null;
  conformance_id: ConformanceId | null;
  with_footage: boolean;
  expires_at: Date;
};

const openShares = (db: Kysely<ControlTables>) =>
  db
    .selectFrom('findings_share as share')
    .leftJoin('application', 'application.id', 'share.application_id')
    .leftJoin('conformance', 'conformance.id', 'share.conformance_id')
    .select(['share.id', 'share.application_id', 'share.conformance_id', 'share.with_footage'])
    .select(['share.expires_at', 'share.token_hash'])
    .where('share.ended_at', 'is', null)
    .where('share.expires_at', '>', sql<Date>`kaitong_now()`)
    .where(isStillTheirs);

/** By the token in its address; undefined once it has expired, was ended, or was never made. */
export async function findOpenShare(db: Kysely<ControlTables>, token: string): Promise<OpenShare | undefined> {
  const hash = hashToken(token);
  const row = await openShares(db).where('share.token_hash', '=', hash).executeTakeFirst();
  return row && isSame(row.token_hash, hash) ? row : undefined;
}

/** Asked by a region with each request for footage that an address shows. */
export const showsFootage = async (db: Kysely<ControlTables>, id: string): Promise<boolean> =>
  (await openShares(db).where('share.id', '=', id).where('share.with_footage', '=', true).executeTakeFirst()) !==
  undefined;
