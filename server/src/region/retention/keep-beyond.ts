import { type Duration, hours, milliseconds, seconds } from '@kaitong/contract';
import { type EventPlace, firstKeptDay, KEPT, KEPT_MOVES_BEFORE } from '@kaitong/core';
import { sql } from 'kysely';
import { readNow } from '../../store/database-clock.ts';
import { type DeadlineHandlers, setDeadline } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { keyOfObject, listObjects, type Recording } from '../footage/find-recording.ts';
import { holdsKept, listToKeep, moveRows } from '../footage/move-to-kept.ts';
import { footagePrefix } from '../footage/object-keys.ts';
import { listDays } from './days.ts';

/** Moves what is kept out of the days that are about to end. */
const FOOTAGE_KEEP = 'footage.keep';
const ALL = 'all';
/** Then whichever process takes the next stretch goes on with what stands in its day still. */
const STRETCH = seconds(10);
/** Something could not be moved: its objects are not all there, or a store is away. Its day waits for it. */
const AGAIN = hours(1);
/** The database ends a transaction that does nothing for a minute; a large object on a slow line takes longer. */
const SIGN_OF_LIFE = seconds(20);
const AT_ONCE = 50;

/** Days that end soon, or should have, and hold something that is kept. */
export async function listDaysToClear(db: Executor, now: Date): Promise<EventPlace[]> {
  const soon = now.getTime() + KEPT_MOVES_BEFORE;
  const ending = (await listDays(db)).filter(({ retentionClass, day }) => day < firstKeptDay(retentionClass, soon));
  const holding: EventPlace[] = [];
  for (const place of ending) if (await holdsKept(db, place)) holding.push(place);
  return holding;
}

/** Has it done at once, also by another process. */
export const clearDaysSoon = (db: Executor): Promise<void> => setDeadline(db, FOOTAGE_KEEP, ALL, seconds(0));

export function keepBeyondHandlers(context: RegionContext): DeadlineHandlers<RegionTables> {
  return {
    [FOOTAGE_KEEP]: async (_, trx) => {
      const alive = setInterval(() => void sql`SELECT 1`.execute(trx).catch(() => {}), SIGN_OF_LIFE);
      try {
        const outcome = await clearDays(context, await readNow(trx), STRETCH);
        if (outcome === 'more') await setDeadline(trx, FOOTAGE_KEEP, ALL, seconds(0));
        if (outcome === 'stuck') await setDeadline(trx, FOOTAGE_KEEP, ALL, AGAIN);
      } finally {
        clearInterval(alive);
      }
    },
  };
}

/**
 * Moves what is kept, one recording after the other, until `longest` is over. Nothing else says how far it is: what stands in
 * its day still is what is left, so it may be broken off at any moment and begun anew.
 */
export async function clearDays(
  context: RegionContext,
  now: Date,
  longest: Duration = milliseconds(Number.POSITIVE_INFINITY),
): Promise<'done' | 'more' | 'stuck'> {
  const { db, log, region } = context;
  const until = performance.now() + longest;
  let isStuck = false;
  for (const place of await listDaysToClear(db, now)) {
    for (let after = ''; ; ) {
      const some = await listToKeep(db, place, { after, limit: AT_ONCE });
      for (const recording of some) {
        if (performance.now() >= until) return 'more';
        const { id: eventId, device_id: deviceId } = recording;
        const moved = await moveOne(context, recording).catch((err: unknown) => {
          log.warn({ err, region, deviceId, eventId }, 'footage.not_kept');
          return 'stuck' as const;
        });
        if (moved === 'stuck') isStuck = true;
        else log.info({ region, deviceId, eventId, moved }, 'footage.kept');
        after = eventId;
      }
      if (some.length < AT_ONCE) break;
    }
  }
  return isStuck ? 'stuck' : 'done';
}

/** First its objects lie in both places, then its rows move; what lies in its day goes with that. */
async function moveOne(context: RegionContext, recording: Recording): Promise<'moved' | 'let go' | 'stuck'> {
  const { db, objects, log, region } = context;
  for (;;) {
    const there = (await listObjects(db, recording, [recording.id])).filter(({ state }) => state === 'committed');
    for (const { n, bytes } of there) {
      const to = keyOfObject({ ...recording, retention_class: KEPT }, n);
      if (await copy(context, keyOfObject(recording, n), to, bytes)) continue;
      // Lost, or the store is not there: the reconciler tells which, and a gap moves as one.
      log.warn({ region, key: keyOfObject(recording, n) }, 'footage.not_kept');
      return 'stuck';
    }
    await copyBeside(context, recording);
    const numbers = there.map(({ n }) => n);
    const outcome = await db.transaction().execute(async (trx) => {
      const moved = await moveRows(trx, recording, numbers);
      // Under the lock, so that whoever keeps it again finds nothing half removed.
      if (moved === 'let go') await objects.removePrefix(prefixOf({ ...recording, retention_class: KEPT }));
      return moved;
    });
    if (outcome !== 'changed') return outcome;
  }
}

/** What is copied already is left. @returns whether it lies there now */
async function copy({ objects }: RegionContext, from: string, to: string, bytes: number): Promise<boolean> {
  if ((await objects.findInfo(to))?.bytes === bytes) return true;
  const read = await objects.read(from);
  if (!read) return false;
  if ((await objects.put(to, read, 'application/octet-stream')) !== 'object_exists') return true;
  throw new Error(`${to} holds other bytes than ${from}`);
}

/** Its small pictures: as far as they are there, and nothing that has to be. */
async function copyBeside(context: RegionContext, recording: Recording): Promise<void> {
  const from = prefixOf(recording);
  const to = prefixOf({ ...recording, retention_class: KEPT });
  for await (const { key, bytes } of context.objects.list(from)) {
    const name = key.slice(from.length);
    if (!/^\d+$/.test(name)) await copy(context, key, `${to}${name}`, bytes);
  }
}

const prefixOf = ({ retention_class: retentionClass, day, device_id: deviceId, id: eventId }: Recording): string =>
  footagePrefix({ retentionClass, day, deviceId, eventId });
