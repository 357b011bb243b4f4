import { hours, milliseconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';

export const FOOTAGE_REMOVAL = 'footage.removal';
export const removalSubject = 'all';

/** Prefixes that one transaction removes: each is a rename on a disk, and a list and some requests on S3. */
const AT_ONCE = 50;
/** An upload that was under way when its event was deleted may still store its bytes, where nobody would look again. */
const LAST_BYTES = hours(6);

/** Removes the objects of deleted events from the store, and once more when nothing can be on its way any more. */
export function footageRemovalHandlers({ objects }: RegionContext): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [FOOTAGE_REMOVAL]: async (_, trx) => {
      const { rows } = await sql<{ event_id: string; prefix: string; passes: number }>`
        SELECT event_id, prefix, passes FROM footage_removal WHERE due_at <= kaitong_now()
        ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE`.execute(trx);
      for (const { prefix } of rows) await objects.removePrefix(prefix);
      const idsOf = (some: typeof rows): string[] => some.map(({ event_id }) => event_id);
      const [first, second] = [rows.filter(({ passes }) => passes === 0), rows.filter(({ passes }) => passes > 0)];
      await sql`
        UPDATE footage_removal SET passes = passes + 1, due_at = kaitong_now() + ${LAST_BYTES} * interval '1 ms'
        WHERE event_id = ANY(${idsOf(first)})`.execute(trx);
      await sql`DELETE FROM footage_removal WHERE event_id = ANY(${idsOf(second)})`.execute(trx);
      await setNext(trx);
    },
  };
}

async function setNext(trx: RegionTransaction): Promise<void> {
  const { rows } = await sql<{ ms: number | null }>`
    SELECT extract(epoch FROM min(due_at) - kaitong_now())::float8 * 1000 AS ms FROM footage_removal`.execute(trx);
  const ms = rows[0]?.ms ?? null;
  if (ms !== null) await setDeadline(trx, FOOTAGE_REMOVAL, removalSubject, milliseconds(Math.max(0, ms)));
}
