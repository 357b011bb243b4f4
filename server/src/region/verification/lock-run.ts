import { type ApplicationId, type DeviceId, type Duration, type EventId, milliseconds } from '@kaitong/contract';
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
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
  return await lock(trx, sql`${applicationId}`, sql`false`);
}

/** The run that an event is of, and whether as its test event. */
export type RunOfEvent = LockedRun & { isProbe: boolean };

/** `deviceId`: the event of another is as good as none. */
export async function lockRunOfEvent(
  trx: RegionTransaction,
  { eventId, deviceId }: { eventId: EventId; deviceId?: DeviceId },
): Promise<RunOfEvent | undefined> {
  const device = deviceId === undefined ? sql`device_id` : sql`${deviceId}`;
  const event = sql`FROM event WHERE id = ${eventId} AND device_id = ${device}`;
  return await lock(trx, sql`(SELECT run_id ${event})`, sql`(SELECT probe_id IS NOT NULL ${event})`);
}

async function lock(
  trx: RegionTransaction,
  applicationId: RawBuilder<ApplicationId>,
  isProbe: RawBuilder<boolean>,
): Promise<RunOfEvent | undefined> {
  const row = await trx
    .selectFrom('run')
    .selectAll()
    .select([sql<Date>`kaitong_now()`.as('now'), tallyColumn.as('tally'), isProbe.as('isProbe')])
    .where('application_id', '=', applicationId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  const { tally, ...run } = row;
  const locked = { ...run, givenBack: milliseconds(0) };
  return run.state === 'running' ? { ...locked, ...(await giveTimeBack(trx, locked, tally)) } : locked;
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
