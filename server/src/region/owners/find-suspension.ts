import { type OwnerId, type Refusal, refusal } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';

export type Suspension = { at: string; reason: string };

/** `undefined`: the account is not suspended. */
export async function findSuspension(db: Kysely<RegionTables>, ownerId: OwnerId): Promise<Suspension | undefined> {
  const row = await db
    .selectFrom('owner_suspension')
    .select(['at', 'reason'])
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  return row && { at: row.at.toISOString(), reason: row.reason };
}

/** Why a suspended account may not do this. */
export async function refuseSuspended(db: Kysely<RegionTables>, ownerId: OwnerId): Promise<Refusal | undefined> {
  return (await findSuspension(db, ownerId)) && refusal('account_suspended');
}
