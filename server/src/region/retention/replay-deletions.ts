import type { DeviceId, OwnerId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import { DELETIONS, readDeletion } from '../footage/deletion-log.ts';
import { KEYS } from '../footage/key-names.ts';
import { deleteAgain } from '../library/delete-recordings.ts';
import { endFootage } from './end-footage.ts';

/**
 * Does again what was deleted and this database does not know: it was restored, from a backup or to a point in time, from
 * before the deletion. To be done before anybody is served; whoever was killed in it does the rest at the next start.
 */
export async function replayDeletions(context: RegionContext): Promise<void> {
  const { db, keys, log, region } = context;
  const names = await keys.list(DELETIONS);
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM unnest(${names}::text[]) AS name
    WHERE NOT EXISTS (SELECT FROM footage_deletion WHERE log = name)`.execute(db);
  for (const { name } of rows) {
    const deletion = await readDeletion(context, name);
    if (deletion) await deleteAgain(context, deletion, name);
  }
  const ended = await endWithoutKeys(context);
  if (rows.length + ended > 0) log.warn({ region, deletions: rows.length, ended }, 'footage.deleted_again');
}

type Used = { id: string; ownerId: OwnerId; deviceId: DeviceId };

/** Footage whose key was destroyed after the moment that this database is of. @returns of how many devices */
async function endWithoutKeys({ db, keys }: RegionContext): Promise<number> {
  const erased = await keys.listErased(KEYS);
  const ids = erased.map((name) => name.slice(name.lastIndexOf('.') + 1));
  const { rows } = await sql<Used>`
    SELECT id, owner_id AS "ownerId", device_id AS "deviceId" FROM footage_key
    WHERE id = ANY(${ids}) AND destroyed_at IS NULL`.execute(db);
  for (const { ownerId, deviceId } of rows)
    await db.transaction().execute(async (trx) => void (await endFootage(trx, { ownerId, deviceId })));
  return rows.length;
}
