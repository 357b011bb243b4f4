import { milliseconds } from '@kaitong/contract';
import {
  type DayNumber,
  type EventPlace,
  firstKeptDay,
  KEPT,
  RETENTION_CLASSES,
  type RetentionClass,
} from '@kaitong/core';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { DAY_TABLES, dropRows, forgetRepeats, lockDays } from '../footage/days.ts';
import { isBeingRemoved } from '../footage/is-being-removed.ts';
import { holdsKept } from '../footage/move-to-kept.ts';
import { dayPrefix, FOOTAGE } from '../footage/object-keys.ts';
import { recordDeletion } from '../footage/record-deletion.ts';

/** A device may repeat an event of the oldest day whose clock was corrected over midnight since. */
const REPEATED = 2;
/** Dropping waits for whoever reads that class just now, and everybody else behind it: for so long at most. */
const LOCK_PATIENCE = milliseconds(500);

/** Days of a class that have partitions, in order. */
export async function listDays(db: Executor): Promise<EventPlace[]> {
  const { rows } = await sql<{ retentionClass: RetentionClass; day: DayNumber }>`
    SELECT DISTINCT part[2] AS "retentionClass", part[3]::int AS day
    FROM pg_class, regexp_match(relname, ${`^(${DAY_TABLES.join('|')})_([a-z]+[0-9]+)_([0-9]+)$`}) AS part
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND part IS NOT NULL
    ORDER BY day, "retentionClass"`.execute(db);
  return rows.filter(({ retentionClass }) => RETENTION_CLASSES.includes(retentionClass));
}

type Context = Pick<RegionContext, 'db' | 'log' | 'region'>;

/** Drops every day that is past its time at `now`. @returns those that were dropped */
export async function dropExpiredDays(context: Context, now: Date): Promise<EventPlace[]> {
  const expired = (await listDays(context.db)).filter(
    ({ retentionClass, day }) => day < firstKeptDay(retentionClass, now.getTime()),
  );
  const dropped: EventPlace[] = [];
  for (const place of expired) if (await dropDay(context, place)) dropped.push(place);
  await dropRepeats(context, firstKeptDay('continuous30', now.getTime()) - REPEATED);
  return dropped;
}

/**
 * Drops all rows of a day at once, whatever their number, and leaves its objects to be removed as one prefix. Both are
 * decided by the same commit: killed before it, nothing has happened; after it, another process goes on. One in which
 * something stands that is kept waits until that has moved; nothing can be kept any more that is so late.
 *
 * @returns whether it was dropped
 */
async function dropDay({ db, log, region }: Context, { retentionClass, day }: EventPlace): Promise<boolean> {
  const found = await db.transaction().execute(async (trx) => {
    await lockDays(trx);
    await beImpatient(trx);
    const place = { retentionClass, day };
    if (await holdsKept(trx, place)) return undefined;
    // By the calendar's hours: counting the events would take as long as there are many.
    const { rows } = await sql<{ events: number; bytes: number }>`
      SELECT coalesce(sum(events), 0)::bigint AS events, coalesce(sum(bytes), 0)::bigint AS bytes
      FROM footage_hour WHERE retention_class = ${retentionClass} AND day = ${day}`.execute(trx);
    const figures = rows[0] ?? { events: 0, bytes: 0 };
    await dropRows(trx, place);
    await recordDeletion(trx, { reason: 'day_expired', ...place, ...figures }, [dayPrefix(place)]);
    return figures;
  });
  if (found) log.info({ region, retentionClass, day, ...found }, 'footage.day_dropped');
  else log.warn({ region, retentionClass, day }, 'footage.day_waits');
  return found !== undefined;
}

/**
 * Removes days from the store that are past their time and that no row knows any more: objects that were copied back from
 * somewhere, after their day was dropped.
 */
export async function removeStrayDays({ db, objects, log, region }: RegionContext, now: Date): Promise<void> {
  for (const retentionClass of RETENTION_CLASSES.filter((one) => one !== KEPT)) {
    const first = firstKeptDay(retentionClass, now.getTime());
    const stored = await objects.listFolders(`${FOOTAGE}${retentionClass}/`);
    for (const name of stored.filter((one) => /^\d+$/.test(one) && Number(one) < first)) {
      const place = { retentionClass, day: Number(name) };
      await db.transaction().execute(async (trx) => {
        await lockDays(trx);
        if (await isBeingRemoved(trx, [dayPrefix(place)])) return;
        await recordDeletion(trx, { reason: 'day_expired', ...place, events: 0, bytes: 0 }, [dayPrefix(place)]);
        log.warn({ region, ...place }, 'footage.stray_day');
      });
    }
  }
}

async function dropRepeats({ db }: Context, first: DayNumber): Promise<void> {
  const { rows } = await sql<{ name: string; day: number }>`
    SELECT relname AS name, substring(relname FROM '[0-9]+$')::int AS day FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname ~ '^device_event_[0-9]+$'`.execute(
    db,
  );
  for (const { name } of rows.filter(({ day }) => day < first)) {
    await db.transaction().execute(async (trx) => {
      await lockDays(trx);
      await beImpatient(trx);
      await drop(trx, name);
      await forgetRepeats(trx, name);
    });
  }
}

const drop = (trx: RegionTransaction, table: string) => sql`DROP TABLE IF EXISTS ${sql.id(table)}`.execute(trx);

const beImpatient = (trx: RegionTransaction) =>
  sql`SELECT set_config('lock_timeout', ${String(LOCK_PATIENCE)}, true)`.execute(trx);
