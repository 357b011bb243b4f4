import { type ApplicationId, type DeviceId, type Duration, milliseconds } from '@kaitong/contract';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { RunTable } from '../../store/region/runs.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { tallyColumn } from '../../uptime/read-tally.ts';
import type { RegionTransaction } from '../context.ts';
import { giveTimeBack } from './give-time-back.ts';

/** A run's row, locked until the transaction ends, with the database's time of the lock. */
export type LockedRun = Selectable<RunTable> & {
  now: Date;
  /** By how much its time was moved at this lock, since the platform was away. */
  givenBack: Duration;
};

export async function lockRun(trx: RegionTransaction, applicationId: ApplicationId): Promise<LockedRun | undefined> {
  const row = await trx
    .selectFrom('run')
    .selectAll()
    .select([sql<Date>`kaitong_now()`.as('now'), tallyColumn.as('tally')])
    .where('application_id', '=', applicationId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  const { tally, ...run } = row;
  const locked = { ...run, givenBack: milliseconds(0) };
  return run.state === 'running' ? await giveTimeBack(trx, locked, tally) : locked;
}

/** The application whose run goes on with a device. */
export async function findRunOf(db: Kysely<RegionTables>, deviceId: DeviceId): Promise<ApplicationId | undefined> {
  const found = await db
    .selectFrom('run')
    .select('application_id')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return found?.application_id;
}

/** The same, locked. */
export async function lockRunOfDevice(trx: RegionTransaction, deviceId: DeviceId): Promise<LockedRun | undefined> {
  const id = await findRunOf(trx, deviceId);
  const run = id === undefined ? undefined : await lockRun(trx, id);
  return run?.state === 'running' ? run : undefined;
}

/**
 * The step's time is over, whether or not its timer has fired: nothing that the device does counts any more. In `verify`
 * the device has done its part.
 */
export const isLate = ({ step, deadline_at, now }: LockedRun): boolean => step !== 'verify' && deadline_at <= now;
