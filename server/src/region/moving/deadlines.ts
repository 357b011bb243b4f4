import { hours, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { type Moved, moveObjects } from '../../objects/move-objects.ts';
import { isDiskEmpty } from '../../objects/two-places.ts';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { sumTotals } from '../footage/footage-totals.ts';
import { emptyTally, finishMove, noteTally, openMove } from './move.ts';

const MOVE = 'objects.move';
const ALL = 'all';
/** Then what was moved is written down, and whichever process takes the next stretch goes on. */
const STRETCH = seconds(10);
/** Something stays on the disk that a person has to look at. */
const AGAIN = hours(1);
/** The database ends a transaction that does nothing for a minute; a large object on a slow line takes longer. */
const SIGN_OF_LIFE = seconds(20);
/** 2 MB of names; what stays beyond that is tried in each stretch. */
const MOST_REMEMBERED = 10_000;

/** Begins to move what lies on the disk of a region whose objects lie in a bucket from now on, or goes on with it. */
export async function beginMove({ db, moving, log, region }: RegionContext): Promise<void> {
  if (!moving || (await isDiskEmpty(moving.disk, moving.isPassing))) return;
  log.warn({ region }, 'objects.move_begins');
  await setDeadline(db, MOVE, ALL, seconds(0));
}

/** Moves objects from the disk to the bucket while everything goes on, by stretches, one process at a time. */
export function movingHandlers(context: RegionContext): Record<string, DeadlineHandler<RegionTables>> {
  const { db, moving, log, region } = context;
  /** What stays, of the round that goes on: tried in each stretch, bad sectors would take all its time. A restart tries it anew. */
  const staying = new Map<string, Exclude<Moved, 'moved' | 'gone'>>();
  return {
    [MOVE]: async (_, trx) => {
      if (!moving) return; // the bucket was taken out of the settings
      const { far, disk, isPassing } = moving;
      await openMove(db, await sumTotals(db));
      const tally = emptyTally();
      for (const outcome of staying.values()) tally[outcome] += 1;
      let isRound = false;
      const alive = setInterval(() => void sql`SELECT 1`.execute(trx).catch(() => {}), SIGN_OF_LIFE);
      try {
        isRound = await moveObjects(far, disk, await disk.listFolders(''), {
          until: performance.now() + STRETCH,
          stays: (key) => staying.has(key),
          onMoved(key, { outcome, bytes }) {
            if (outcome === 'gone') return;
            tally[outcome] += 1;
            tally.bytes += bytes;
            tally.lastKey = key;
            if (outcome === 'moved') return;
            log.error({ region, key, outcome }, 'objects.not_moved');
            if (staying.size < MOST_REMEMBERED) staying.set(key, outcome);
          },
        });
      } finally {
        clearInterval(alive);
        await noteTally(db, tally, isRound);
      }
      if (!isRound) return await setDeadline(trx, MOVE, ALL, seconds(0));
      staying.clear();
      if (!(await isDiskEmpty(disk, isPassing)))
        return await setDeadline(trx, MOVE, ALL, tally.other + tally.unreadable > 0 ? AGAIN : seconds(1));
      const move = await finishMove(trx);
      log.warn({ region, objects: move?.objects, bytes: move?.bytes }, 'objects.moved');
    },
  };
}
