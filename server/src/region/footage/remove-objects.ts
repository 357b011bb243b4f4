import { type Duration, milliseconds, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { clearDeadline, type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { writeNoted } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { LAST_BYTES } from './last-bytes.ts';

const FOOTAGE_REMOVAL = 'footage.removal';
const ALL = 'all';

/** Prefixes that one transaction removes: each is a rename on a disk, and a list and some requests on S3. */
const AT_ONCE = 50;
/** The database ends a transaction that does nothing for a minute, and a store that is slow takes half of that for one. */
const LONGEST = seconds(20);

/** Lets the objects of deleted footage be removed as soon as the caller's transaction has committed. */
export const removeSoon = (trx: RegionTransaction): Promise<void> => setDeadline(trx, FOOTAGE_REMOVAL, ALL, seconds(0));

type Removal = { prefix: string; deletion_id: number; passes: number };

/**
 * Removes the objects of deleted footage from the store, and once more when nothing can be on its way any more. What the
 * store does not carry out is tried again by itself, later and later: one bad prefix holds up no other.
 */
export function footageRemovalHandlers(
  { objects, log, region }: RegionContext,
  longest: Duration = LONGEST,
): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [FOOTAGE_REMOVAL]: async (_, trx) => {
      const { rows } = await sql<Removal>`
        SELECT prefix, deletion_id, passes FROM footage_removal WHERE due_at <= kaitong_now()
        ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE`.execute(trx);
      const failed = new Set<string>();
      const tried: Removal[] = [];
      const until = performance.now() + longest;
      for (const row of rows) {
        const { prefix } = row;
        tried.push(row);
        try {
          await objects.removePrefix(prefix);
        } catch (err) {
          failed.add(prefix);
          log.warn({ err, region, prefix }, 'footage.removal_failed');
        }
        if (performance.now() >= until) break;
      }
      const removed = tried.filter(({ prefix }) => !failed.has(prefix));
      await postpone(trx, [...failed]);
      await note(trx, removed);
      await setNext(trx);
    },
  };
}

/** 2, 4, 8 … 256 s. */
async function postpone(trx: RegionTransaction, prefixes: string[]): Promise<void> {
  await sql`
    UPDATE footage_removal SET failures = failures + 1,
      due_at = kaitong_now() + power(2, least(failures, 7) + 1) * interval '1 s'
    WHERE prefix = ANY(${prefixes})`.execute(trx);
}

async function note(trx: RegionTransaction, removed: readonly Removal[]): Promise<void> {
  const prefixesOf = (some: readonly Removal[]): string[] => some.map(({ prefix }) => prefix);
  const [first, second] = [removed.filter(({ passes }) => passes === 0), removed.filter(({ passes }) => passes > 0)];
  await sql`
    UPDATE footage_removal SET passes = passes + 1, failures = 0,
      due_at = kaitong_now() + ${LAST_BYTES} * interval '1 ms'
    WHERE prefix = ANY(${prefixesOf(first)})`.execute(trx);
  await sql`DELETE FROM footage_removal WHERE prefix = ANY(${prefixesOf(second)})`.execute(trx);
  const deletions = [...new Set(first.map(({ deletion_id }) => deletion_id))];
  await sql`
    UPDATE footage_deletion AS d SET objects_removed_at = kaitong_now()
    WHERE id = ANY(${deletions}) AND objects_removed_at IS NULL
      AND NOT EXISTS (SELECT FROM footage_removal r WHERE r.deletion_id = d.id AND r.passes = 0)`.execute(trx);
}

/**
 * The deadline is cleared before the look: somebody who sets it for footage that this look does not see yet is waited for
 * here, or waits for us and sets it again. Looked at first, what they set would be put off for hours.
 */
async function setNext(trx: RegionTransaction): Promise<void> {
  await clearDeadline(trx, FOOTAGE_REMOVAL, ALL);
  await writeNoted(trx);
  const { rows } = await sql<{ ms: number | null }>`
    SELECT extract(epoch FROM min(due_at) - kaitong_now())::float8 * 1000 AS ms FROM footage_removal`.execute(trx);
  const ms = rows[0]?.ms ?? null;
  if (ms !== null) await setDeadline(trx, FOOTAGE_REMOVAL, ALL, milliseconds(Math.max(0, ms)));
}
