import type { DeviceId, OwnerId } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { KeyStore } from '../../keys/key-store.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { keyName } from './key-names.ts';

type Old = { id: string; ownerId: OwnerId; deviceId: DeviceId; wrapped: string };

const isThere = async (db: Kysely<RegionTables>): Promise<boolean> => {
  const { rows } = await sql<{ there: boolean }>`
    SELECT to_regclass('footage_key_to_move') IS NOT NULL AS there`.execute(db);
  return rows[0]?.there ?? false;
};

/** Whether footage of this region can be opened only by keys that must be in the key store already. */
export async function needsKeys(db: Kysely<RegionTables>): Promise<boolean> {
  if (await isThere(db)) return false;
  const { rows } = await sql<{ needed: boolean }>`
    SELECT EXISTS (SELECT FROM footage_key WHERE destroyed_at IS NULL) AS needed`.execute(db);
  return rows[0]?.needed ?? false;
}

/**
 * Moves the keys that an older release kept in the database into the key store: all are in both copies before the table
 * goes, with its pages. Killed before that, the next start does it again. @returns how many there were
 */
export async function moveKeys(db: Kysely<RegionTables>, keys: KeyStore): Promise<number> {
  if (!(await isThere(db))) return 0;
  return await db.transaction().execute(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' move keys', 0))`.execute(trx);
    if (!(await isThere(trx))) return 0;
    const { rows } = await sql<Old>`
      SELECT id, owner_id AS "ownerId", device_id AS "deviceId", wrapped FROM footage_key_to_move`.execute(trx);
    for (const { id, wrapped, ...owned } of rows) await keys.put(keyName(owned, id), wrapped);
    await sql`DROP TABLE footage_key_to_move`.execute(trx);
    return rows.length;
  });
}
