import { type DayNumber, type EventPlace, KEPT } from '@kaitong/core';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { forgetTotal } from './footage-totals.ts';

type DayPart = { name: string; day: number };

/** Divided by class and day. */
export const DAY_TABLES = ['recorded_event', 'recorded_object', 'footage_hour'] as const;

/**
 * The partition of a day itself, for what is asked with every object: a statement on the whole table is planned for all its
 * days each time, or kept in each session as a plan that holds them all. Once the day is gone, so is the table (`isDayGone`).
 */
export const dayTable = (
  table: (typeof DAY_TABLES)[number],
  { retentionClass, day }: EventPlace,
): RawBuilder<unknown> => sql.table(dayTableName(table, { retentionClass, day }));

/** Its name, for a query of Kysely's, to which it is as good as the whole table. What devices may repeat knows no class. */
export function dayTableName(table: 'device_event', place: { day: DayNumber }): 'device_event';
export function dayTableName<Table extends (typeof DAY_TABLES)[number]>(table: Table, place: EventPlace): Table;
export function dayTableName(table: string, { retentionClass, day }: Partial<EventPlace>): string {
  return table === 'device_event' ? `${table}_${day}` : `${table}_${retentionClass}_${day}`;
}

/** A clock that was corrected since may have moved an event over midnight. */
export const daysAround = (day: DayNumber): [DayNumber, DayNumber, DayNumber] => [day - 1, day, day + 1];

/** Whether a statement on a day's own partition found that it was dropped. */
export const isDayGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '42P01' && A_DAY.test(error.message);

const A_DAY = new RegExp(`(?:${DAY_TABLES.join('|')})_[a-z0-9]+_\\d+`);

/** Whether it found that what devices may repeat of a day was dropped, or never made. */
export const areRepeatsGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '42P01' && /device_event_\d+/.test(error.message);

/** Held by whoever makes or drops days: one at a time. */
export async function lockDays(trx: RegionTransaction): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' footage day', 0))`.execute(trx);
}

/**
 * Makes the partitions of a day, if they are missing. In a transaction of its own: a table is made by itself and then
 * attached, which holds up neither readers nor writers of the other days, and no event is held up by the lock.
 */
export const ensureDay = ({ db }: Pick<RegionContext, 'db'>, { retentionClass, day }: EventPlace): Promise<void> =>
  attachDays(db, [
    ...DAY_TABLES.map((table) => ({
      parent: `${table}_${retentionClass}`,
      name: `${table}_${retentionClass}_${day}`,
      day,
    })),
    ...repeatParts(day),
  ]);

/** Makes those in which a repeated event may be found. */
export const ensureRepeats = ({ db }: Pick<RegionContext, 'db'>, day: DayNumber): Promise<void> =>
  attachDays(db, repeatParts(day));

const repeatParts = (day: DayNumber) =>
  daysAround(day).map((one) => ({
    parent: 'device_event',
    name: dayTableName('device_event', { day: one }),
    day: one,
  }));

async function attachDays(db: RegionContext['db'], wanted: readonly (DayPart & { parent: string })[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relispartition
      AND relname = ANY(${wanted.map(({ name }) => name)})`.execute(db);
  if (rows.length === wanted.length) return;
  await db.transaction().execute(async (trx) => {
    await lockDays(trx);
    for (const { parent, name, day } of wanted) await attachDay(trx, parent, name, day);
  });
}

async function attachDay(trx: Executor, parent: string, name: string, day: number): Promise<void> {
  const { rows } = await sql`SELECT FROM pg_class WHERE oid = to_regclass(${name})`.execute(trx);
  if (rows.length > 0) return;
  const [from, to] = [sql.lit(day), sql.lit(day + 1)];
  // With the bounds as a constraint, ATTACH need not read the rows.
  await sql`CREATE TABLE ${sql.id(name)} (LIKE ${sql.id(parent)} INCLUDING ALL, CHECK (day >= ${from} AND day < ${to}))`.execute(
    trx,
  );
  await sql`ALTER TABLE ${sql.id(parent)} ATTACH PARTITION ${sql.id(name)} FOR VALUES FROM (${from}) TO (${to})`.execute(
    trx,
  );
}

/** Makes one partition of a backup, and lets nothing be noted of what is filled into it until `settleDay`. What has no day is there. */
export async function makeDay(db: Executor, { name, day }: DayPart): Promise<void> {
  await attachDay(db, name.slice(0, name.lastIndexOf('_')), name, day);
  await sql`ALTER TABLE ${sql.id(name)} DISABLE TRIGGER USER`.execute(db);
}

export async function settleDay(db: Executor, { name }: DayPart): Promise<void> {
  if (name.endsWith(`_${KEPT}`)) return; // nothing is noted of it
  await sql`ALTER TABLE ${sql.id(name)} ENABLE TRIGGER USER`.execute(db);
}

/** Forgets what changed in a day of what devices may repeat, which was dropped. */
export async function forgetRepeats(trx: RegionTransaction, name: string): Promise<void> {
  await sql`DELETE FROM footage_change WHERE partition = ${name}`.execute(trx);
}

/** Drops all rows of a day of a class at once, whatever their number. Its objects are the caller's. */
export async function dropRows(trx: RegionTransaction, { retentionClass, day }: EventPlace): Promise<void> {
  for (const table of DAY_TABLES)
    await sql`DROP TABLE IF EXISTS ${sql.id(`${table}_${retentionClass}_${day}`)}`.execute(trx);
  const parts = DAY_TABLES.map((table) => `${table}_${retentionClass}_${day}`);
  await sql`DELETE FROM footage_change WHERE partition = ANY(${parts})`.execute(trx);
  await sql`DELETE FROM footage_place WHERE retention_class = ${retentionClass} AND day = ${day}`.execute(trx);
  await forgetTotal(trx, { retentionClass, day });
}
