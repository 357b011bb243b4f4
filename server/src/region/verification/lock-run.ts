import { type ApplicationId, type DeviceId, type Duration, type EventId, milliseconds } from '@kaitong/contract';
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { json } from '../../store/database.ts';
import type { RunTable } from '../../store/region/runs.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { noteRow, rowsCarriedBy } from '../../store/unit-of-work.ts';
import { tallyColumn } from '../../uptime/read-tally.ts';
import type { RegionTransaction } from '../context.ts';
import { giveTimeBack } from './give-time-back.ts';

/** A run's row, locked until the transaction ends, with the database's time of the lock. */
export type LockedRun = Selectable<RunTable> & {
  now: Date;
  /** By how much its time was moved at this lock, since the platform was away. */
  givenBack: Duration;
};

/** Within a transaction it is read once: then it is as that has changed it. */
export async function lockRun(trx: RegionTransaction, applicationId: ApplicationId): Promise<LockedRun | undefined> {
  return carriedRun(trx, applicationId) ?? (await lock(trx, sql`application_id = ${applicationId}`, sql`NULL::text`));
}

/** As this transaction has it, or else as it stands now: it may change meanwhile. */
export const findRun = async (
  trx: RegionTransaction,
  applicationId: ApplicationId,
): Promise<Selectable<RunTable> | undefined> =>
  carriedRun(trx, applicationId) ??
  (await trx.selectFrom('run').selectAll().where('application_id', '=', applicationId).executeTakeFirst());

const nameOf = (applicationId: ApplicationId): string => `run ${applicationId}`;

const carriedRun = (trx: RegionTransaction, applicationId: ApplicationId): LockedRun | undefined =>
  rowsCarriedBy(trx).get(nameOf(applicationId)) as LockedRun | undefined;

const AS_JSON: ReadonlySet<string> = new Set([
  'last_finding',
  'problem',
  'flow',
  'probe',
  'unread_findings',
] satisfies (keyof RunTable)[]);

/** Changes a run that this transaction has locked. @returns the run as it is then */
export async function changeRun<Run extends Pick<LockedRun, 'application_id'>>(
  trx: RegionTransaction,
  run: Run,
  change: Partial<Omit<Selectable<RunTable>, 'application_id'>>,
): Promise<Run> {
  const { application_id } = run;
  const stored = Object.entries(change).map(([column, value]) => [
    column,
    AS_JSON.has(column) && value !== null ? json(value) : value,
  ]);
  await noteRow(trx, 'run', { application_id }, Object.fromEntries(stored));
  const carried = carriedRun(trx, application_id);
  if (carried) rowsCarriedBy(trx).set(nameOf(application_id), { ...carried, ...change });
  return { ...run, ...change };
}

/** The run that an event is of; `probeId`: of which of its test events, null: of its own. */
export type RunOfEvent = LockedRun & { probeId: string | null };

/** `deviceId`: the event of another is as good as none. */
export async function lockRunOfEvent(
  trx: RegionTransaction,
  { eventId, deviceId }: { eventId: EventId; deviceId?: DeviceId },
): Promise<RunOfEvent | undefined> {
  const device = deviceId === undefined ? sql`device_id` : sql`${deviceId}`;
  const event = sql`FROM event WHERE id = ${eventId} AND device_id = ${device}`;
  return await lock(trx, sql`application_id = (SELECT run_id ${event})`, sql`(SELECT probe_id ${event})`);
}

async function lock(
  trx: RegionTransaction,
  which: RawBuilder<boolean>,
  probeId: RawBuilder<string | null>,
): Promise<RunOfEvent | undefined> {
  const row = await trx
    .selectFrom('run')
    .selectAll()
    .select([sql<Date>`kaitong_now()`.as('now'), tallyColumn.as('tally'), probeId.as('probeId')])
    .where(which)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  const { tally, ...run } = row;
  const known = carriedRun(trx, run.application_id);
  if (known) return { ...known, probeId: run.probeId };
  const locked = { ...run, givenBack: milliseconds(0) };
  rowsCarriedBy(trx).set(nameOf(run.application_id), locked);
  if (run.state !== 'running') return locked;
  const given = { ...locked, ...(await giveTimeBack(trx, locked, tally)) };
  rowsCarriedBy(trx).set(nameOf(run.application_id), given);
  return given;
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
  const run = await lock(trx, sql`device_id = ${deviceId} AND state = 'running'`, sql`NULL::text`);
  return run?.state === 'running' ? run : undefined;
}

/** The one that this grant is of, while it goes on. */
export async function lockRunOfGrant(
  trx: RegionTransaction,
  { deviceId, nonce }: { deviceId: DeviceId; nonce: string },
): Promise<LockedRun | undefined> {
  return await lock(trx, sql`device_id = ${deviceId} AND state = 'running' AND nonce = ${nonce}`, sql`NULL::text`);
}

/** The one whose test event was asked for by this command. */
export async function lockRunOfProbe(trx: RegionTransaction, commandId: string): Promise<LockedRun | undefined> {
  return await lock(trx, sql`probe IS NOT NULL AND probe ->> 'commandId' = ${commandId}`, sql`NULL::text`);
}

/**
 * The step's time is over, whether or not its timer has fired: nothing that the device does counts any more. In `verify`
 * the device has done its part.
 */
export const isLate = ({ step, deadline_at, now }: LockedRun): boolean => step !== 'verify' && deadline_at <= now;
