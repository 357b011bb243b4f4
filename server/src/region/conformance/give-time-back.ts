import { giveBack, lostAt, type OutageTally } from '@kaitong/core';
import type { RegionTransaction } from '../context.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { currentItem } from './observe.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/**
 * Time counts for an extended test only while we are up: what was lost since it was looked at last moves the time of its
 * step, in the transaction that holds it. Its timer finds that when it fires.
 */
export async function giveTimeBack(trx: RegionTransaction, test: LockedConformance, tally: OutageTally): Promise<void> {
  const counted = {
    ...{ lostSeenMs: test.lost_seen_ms, givenBackMs: test.given_back_ms, lostForGoodMs: test.lost_for_good_ms },
  };
  const { by, ...after } = giveBack(counted, lostAt(tally, test.now.getTime()));
  const lost = after.lostSeenMs - test.lost_seen_ms;
  if (lost === 0) return;
  const before = snapshotOf(test);
  const later = (at: Date): Date => new Date(at.getTime() + by);
  test.lost_seen_ms = after.lostSeenMs;
  test.given_back_ms = after.givenBackMs;
  test.lost_for_good_ms = after.lostForGoodMs;
  test.step_started_at = later(test.step_started_at);
  test.deadline_at = later(test.deadline_at);
  const { stage } = test;
  stage.lostMs = (stage.lostMs ?? 0) + lost;
  if (stage.newsAt !== null) stage.newsAt = later(new Date(stage.newsAt)).toISOString();
  const item = currentItem(test);
  if (item) item.deadlineAt = test.deadline_at.toISOString();
  await saveConformance(trx, test, before);
}
