import { seconds } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { keyName, type Owned } from './key-names.ts';

const KEY_ERASURE = 'footage.key_erasure';
const ALL = 'all';
const AT_ONCE = 100;

/** Lets destroyed keys be erased as soon as the caller's transaction has committed. */
export const eraseKeysSoon = (trx: RegionTransaction): Promise<void> => setDeadline(trx, KEY_ERASURE, ALL, seconds(0));

type Destroyed = Owned & { id: string };

/** Erases destroyed keys from both copies of the key store, and says so only then. */
export function keyErasureHandlers(context: RegionContext): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [KEY_ERASURE]: async (_, trx) => {
      if ((await eraseDestroyedKeys(context, trx)) === AT_ONCE) await eraseKeysSoon(trx);
    },
  };
}

/** @returns how many were erased, a hundred at most */
export const eraseDestroyedKeys = (context: RegionContext, trx: RegionTransaction): Promise<number> =>
  eraseThose(context, trx, sql`true`);

/** Those of one camera at once, for whoever is told that they are gone. @returns how many there were */
export const eraseKeysOf = (context: RegionContext, { ownerId, deviceId }: Owned): Promise<number> =>
  context.db
    .transaction()
    .execute((trx) => eraseThose(context, trx, sql`owner_id = ${ownerId} AND device_id = ${deviceId}`));

async function eraseThose(
  { keys, log, region }: RegionContext,
  trx: RegionTransaction,
  those: RawBuilder<unknown>,
): Promise<number> {
  const { rows } = await sql<Destroyed>`
    SELECT id, owner_id AS "ownerId", device_id AS "deviceId" FROM footage_key
    WHERE destroyed_at IS NOT NULL AND erased_at IS NULL AND ${those}
    ORDER BY destroyed_at LIMIT ${AT_ONCE} FOR UPDATE`.execute(trx);
  for (const { id, ...owned } of rows) await keys.erase(keyName(owned, id));
  await sql`
    UPDATE footage_key SET erased_at = kaitong_now() WHERE id = ANY(${rows.map(({ id }) => id)})`.execute(trx);
  for (const { deviceId } of rows) log.info({ region, deviceId }, 'footage.key_erased');
  return rows.length;
}
