import type { ConformanceId, DeviceId } from '@kaitong/contract';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ConformanceTable } from '../../store/region/conformance.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { tallyColumn } from '../../uptime/read-tally.ts';
import type { RegionTransaction } from '../context.ts';
import { giveTimeBack } from './give-time-back.ts';

/** An extended test's row, locked until the transaction ends, with the database's time of the lock. */
export type LockedConformance = Selectable<ConformanceTable> & {
  now: Date;
  /** Up to when cameras may still be on their way back from an outage; may be over. */
  wayBackUntil: number;
};

export async function lockConformance(
  trx: RegionTransaction,
  id: ConformanceId,
): Promise<LockedConformance | undefined> {
  const row = await trx
    .selectFrom('conformance')
    .selectAll()
    .select([sql<Date>`kaitong_now()`.as('now'), tallyColumn.as('tally')])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  const { tally, ...test } = row;
  const locked = { ...test, wayBackUntil: tally.countedAt };
  if (test.state === 'running') await giveTimeBack(trx, locked, tally);
  return locked;
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
