import { days } from '@kaitong/contract';
import { dayOf, droppableAt, firstKeptDay, RETENTION_CLASSES, type RetentionClass } from '@kaitong/core';
import { sql } from 'kysely';
import type { ExpiryRule } from '../../objects/object-store.ts';
import type { RegionContext } from '../context.ts';
import { dayPrefix } from '../footage/object-keys.ts';
import { listDays } from './days.ts';
import { listDaysToClear } from './keep-beyond.ts';

/** A rule stands before the first object of its day comes, from whatever clock, and should nobody be there to renew it. */
const AHEAD = days(3) / days(1);
/** What comes late finds it still: an upload that was under way, a disk that was copied back. */
const BEHIND = days(7) / days(1);

/**
 * Has a store that can do so remove each day of each class by itself: one rule for each of them, with the moment at which
 * the day may be dropped, which is the day's own and no clock's. So nothing outlives its day, whenever it comes. A day that
 * ends soon and holds something that is kept has none until that has moved.
 */
export async function keepDayRules(context: RegionContext, now: Date): Promise<void> {
  const { db, objects, log, region } = context;
  if (!objects.expiry) return;
  const waiting = new Set((await listDaysToClear(db, now)).map(dayPrefix));
  const rules = (await listClasses(db))
    .flatMap((retentionClass) => rulesOf(retentionClass, now))
    .filter(({ prefix }) => !waiting.has(prefix));
  try {
    const outcome = await objects.expiry.keep(rules);
    log.debug({ region, rules: rules.length, outcome }, 'footage.rules');
  } catch (err) {
    // Days are dropped all the same, and their objects removed one by one where no rule does it.
    log.warn({ err, region }, 'footage.rules_failed');
  }
}

/** Those that have days, or had one a moment ago. */
async function listClasses(db: RegionContext['db']): Promise<RetentionClass[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT DISTINCT retention_class AS name FROM footage_deletion
    WHERE reason = 'day_expired' AND deleted_at > kaitong_now() - ${BEHIND} * interval '1 day'`.execute(db);
  const names = new Set<string>([
    ...(await listDays(db)).map(({ retentionClass }) => retentionClass),
    ...rows.map(({ name }) => name),
  ]);
  return RETENTION_CLASSES.filter((one) => names.has(one));
}

function rulesOf(retentionClass: RetentionClass, now: Date): ExpiryRule[] {
  const first = firstKeptDay(retentionClass, now.getTime()) - BEHIND;
  const last = dayOf(now.getTime()) + AHEAD;
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const day = first + n;
    return { prefix: dayPrefix({ retentionClass, day }), from: new Date(droppableAt(retentionClass, day)) };
  });
}
