import { type ApplicationId, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';
import { RUN_WAITING } from './deadline-kinds.ts';

/**
 * A place has become free: who has passed a `preflight` looks at once, else whoever stands first in the line. `but`: the one
 * that has just taken a place, which may be seen in its table only later.
 */
export async function wakeFirst(trx: RegionTransaction, { but }: { but?: ApplicationId } = {}): Promise<void> {
  const { rows } = await sql<{ first: ApplicationId | null }>`
    SELECT coalesce(
      (SELECT application_id FROM run WHERE state = 'running' AND step = 'preflight' AND probe -> 'hasPassed' = 'true'
          AND application_id IS DISTINCT FROM ${but ?? null}::text
        ORDER BY started_at LIMIT 1),
      (SELECT application_id FROM waiting_run ORDER BY seq LIMIT 1)) AS first`.execute(trx);
  const first = rows[0]?.first;
  if (first) await setDeadline(trx, RUN_WAITING, first, seconds(0));
}
