import type { Region } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { type KeyPlaces, nameOf, placesOf } from '../keys/key-place.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openKeyStore } from '../keys/open-key-store.ts';
import type { Log } from '../log.ts';
import { moveKeys, needsKeys } from '../region/footage/move-keys.ts';
import type { RegionTables } from '../store/region/tables.ts';

/**
 * A region's keys of footage, in a part of its own of each copy; what an older release kept in the database moves there.
 *
 * @throws KeyStoreError
 */
export async function openKeys(
  db: Kysely<RegionTables>,
  places: KeyPlaces,
  region: Region,
  log: Log,
): Promise<KeyStore> {
  const own = placesOf(places, region);
  const names = { first: own.first, second: nameOf(own.second) };
  const tellDamage = (records: string[], is: string) => log.error({ region, records, is, ...names }, 'keys.damaged');
  const isNeeded = await needsKeys(db);
  const { keys, healed, onOneDisk } = await openKeyStore(own, {
    isNeeded,
    inTurn: (work) => inTurn(db, `kaitong keys ${region}`, work),
    onDamage: (name, is) => tellDamage([name], is),
  });
  const moved = await moveKeys(db, keys);
  if (moved > 0) log.info({ region, moved }, 'keys.moved');
  const { mended, lost, ...others } = healed;
  if (others.completed + others.erased > 0) log.warn({ region, ...others }, 'keys.healed');
  if (mended.length > 0) tellDamage(mended, 'mended');
  if (lost.length > 0) tellDamage(lost, 'lost');
  if (onOneDisk) log.info({ region, ...names }, 'keys.on_one_disk');
  return keys;
}

/** Of several processes that start for the first time one makes the store, and the others find it whole. */
const inTurn = <Made>(db: Kysely<RegionTables>, name: string, work: () => Promise<Made>): Promise<Made> =>
  db.connection().execute(async (session) => {
    await sql`SELECT pg_advisory_lock(hashtextextended(${name}, 0))`.execute(session);
    try {
      return await work();
    } finally {
      await sql`SELECT pg_advisory_unlock(hashtextextended(${name}, 0))`.execute(session);
    }
  });
