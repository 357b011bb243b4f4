import { type Duration, days, hours, milliseconds, seconds } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';
import type { ObjectStore } from '../../objects/object-store.ts';
import { clearDeadline, type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { writeNoted } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { LAST_BYTES } from './last-bytes.ts';
import { isDayPrefix } from './object-keys.ts';

const FOOTAGE_REMOVAL = 'footage.removal';
const ALL = 'all';

/** Prefixes that one transaction removes: each is a rename on a disk, and a list and some requests on S3. */
const AT_ONCE = 50;
/** Stores go by their rules once a day; one that does not go by them at all must not keep what is to be gone. */
const BY_RULE = days(2);
const LOOKED_AT_EVERY = hours(1);
/** The database ends a transaction that does nothing for a minute, and a store that is slow takes half of that for one. */
const LONGEST = seconds(20);

/** Lets the objects of deleted footage be removed as soon as the caller's transaction has committed. */
export const removeSoon = (trx: RegionTransaction): Promise<void> => setDeadline(trx, FOOTAGE_REMOVAL, ALL, seconds(0));

type Removal = { prefix: string; deletion_id: number; passes: number; isYoung: boolean };

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
        SELECT prefix, deletion_id, passes, deleted_at > kaitong_now() - ${BY_RULE} * interval '1 ms' AS "isYoung"
        FROM footage_removal JOIN footage_deletion ON id = deletion_id
        WHERE due_at <= kaitong_now() ORDER BY due_at LIMIT ${AT_ONCE}`.execute(trx);
      const failed: Removal[] = [];
      const left: Removal[] = [];
      const begun: Removal[] = [];
      const removed: Removal[] = [];
      const until = performance.now() + longest;
      for (const row of rows) {
        const { prefix } = row;
        try {
          const outcome = await remove(objects, row, milliseconds(until - performance.now()));
          if (outcome === 'removed') removed.push(row);
          if (outcome === 'by rule') left.push(row);
          if (outcome === 'more') begun.push(row);
        } catch (err) {
          failed.push(row);
          log.warn({ err, region, prefix }, 'footage.removal_failed');
        }
        if (performance.now() >= until) break;
      }
      await postpone(trx, failed);
      await lookLater(trx, left, LOOKED_AT_EVERY);
      // Behind what else is due: where a whole day takes hours, what an owner deletes does not wait for its end.
      await lookLater(trx, begun, seconds(0));
      await note(trx, removed);
      await setNext(trx);
    },
  };
}

/** A day that the store has a rule for goes without us; what is there after long enough, one by one as ever. */
async function remove(
  objects: ObjectStore,
  { prefix, isYoung }: Removal,
  longest: Duration,
): Promise<'removed' | 'more' | 'by rule'> {
  const isLeft = isYoung && isDayPrefix(prefix) && (await objects.expiry?.isEnding(prefix));
  if (!isLeft) return await objects.removePrefix(prefix, longest);
  for await (const _ of objects.list(prefix)) return 'by rule';
  return 'removed';
}

async function lookLater(trx: RegionTransaction, some: readonly Removal[], after: Duration): Promise<void> {
  await sql`
    UPDATE footage_removal SET due_at = kaitong_now() + ${after} * interval '1 ms'
    WHERE ${isOneOf(some)}`.execute(trx);
}

/** 2, 4, 8 … 256 s. */
async function postpone(trx: RegionTransaction, failed: readonly Removal[]): Promise<void> {
  await sql`
    UPDATE footage_removal SET failures = failures + 1,
      due_at = kaitong_now() + power(2, least(failures, 7) + 1) * interval '1 s'
    WHERE ${isOneOf(failed)}`.execute(trx);
}

/** As they were read: no row is locked while the store works, and what was deleted anew meanwhile is removed anew. */
const isOneOf = (some: readonly Removal[]): RawBuilder<boolean> => sql<boolean>`
  (prefix, deletion_id, passes) IN (SELECT * FROM unnest(${some.map(({ prefix }) => prefix)}::text[],
    ${some.map(({ deletion_id }) => deletion_id)}::bigint[], ${some.map(({ passes }) => passes)}::int[]))`;

async function note(trx: RegionTransaction, removed: readonly Removal[]): Promise<void> {
  const [first, second] = [removed.filter(({ passes }) => passes === 0), removed.filter(({ passes }) => passes > 0)];
  await sql`
    UPDATE footage_removal SET passes = passes + 1, failures = 0,
      due_at = kaitong_now() + ${LAST_BYTES} * interval '1 ms'
    WHERE ${isOneOf(first)}`.execute(trx);
  await sql`DELETE FROM footage_removal WHERE ${isOneOf(second)}`.execute(trx);
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
