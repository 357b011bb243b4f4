import type { ConformanceId, DeviceId } from '@kaitong/contract';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ConformanceTable } from '../../store/region/conformance.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';

/** An extended test's row, locked until the transaction ends, with the database's time of the lock. */
export type LockedConformance = Selectable<ConformanceTable> & { now: Date };

export async function lockConformance(
  trx: RegionTransaction,
  id: ConformanceId,
): Promise<LockedConformance | undefined> {
  return await trx
    .selectFrom('conformance')
    .selectAll()
    .select(sql<Date>`kaitong_now()`.as('now'))
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** The id of the test that goes on with a device. */
export async function findConformanceOf(
  db: Kysely<RegionTables>,
  deviceId: DeviceId,
): Promise<ConformanceId | undefined> {
  const running = await db
    .selectFrom('conformance')
    .select('id')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return running?.id;
}

/** The same, locked. */
export async function lockConformanceOf(
  trx: RegionTransaction,
  deviceId: DeviceId,
): Promise<LockedConformance | undefined> {
  const id = await findConformanceOf(trx, deviceId);
  const test = id === undefined ? undefined : await lockConformance(trx, id);
  return test?.state === 'running' ? test : undefined;
}
