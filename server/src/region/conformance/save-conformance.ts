import type { ConformanceId, ConformanceProgress } from '@kaitong/contract';
import { json } from '../../store/database.ts';
import { append } from '../../store/topics.ts';
import type { RegionTransaction } from '../context.ts';
import type { LockedConformance } from './lock-conformance.ts';

/** Outboxes of extended tests, by their id. */
export const CONFORMANCE_OUTBOX = 'conformance:';

export async function report(trx: RegionTransaction, id: ConformanceId, progress: ConformanceProgress): Promise<void> {
  await append(trx, `${CONFORMANCE_OUTBOX}${id}`, progress);
}

/** Stores what a change made of a locked test, and reports the items that look different now. */
export async function saveConformance(
  trx: RegionTransaction,
  test: LockedConformance,
  before: readonly string[],
): Promise<void> {
  const { id, state, items, item, stage, step_started_at, deadline_at, max_event_ms, problem, ended_at } = test;
  const { lost_seen_ms, given_back_ms, lost_for_good_ms } = test;
  const changed = items.filter((one, n) => JSON.stringify(one) !== before[n]);
  await trx
    .updateTable('conformance')
    .set({
      state,
      // Most looks change none, and they are long.
      ...(changed.length > 0 ? { items: json(items) } : {}),
      item,
      stage: json(stage),
      step_started_at,
      deadline_at,
      max_event_ms,
      lost_seen_ms,
      given_back_ms,
      lost_for_good_ms,
      problem: problem && json(problem),
      ended_at,
    })
    .where('id', '=', id)
    .execute();
  for (const one of changed) await report(trx, id, { type: 'item', item: one });
  if (state === 'ended') await report(trx, id, { type: 'ended', problem });
}

/** What `saveConformance` compares with. */
export const snapshotOf = ({ items }: LockedConformance): string[] => items.map((item) => JSON.stringify(item));
