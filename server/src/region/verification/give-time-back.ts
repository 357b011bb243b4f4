import { seconds } from '@kaitong/contract';
import { awaySince, giveBack, lostAt, type OutageTally } from '@kaitong/core';
import { delayDeadlines, findDeadline, setDeadline } from '../../store/deadlines.ts';
import { delayCommand } from '../commands/replace-command.ts';
import type { RegionTransaction } from '../context.ts';
import { CLOSE_DEADLINE, PROBE_DEADLINE, RUN_RETURN, STEP_DEADLINE, WAVE_HINT } from './deadline-kinds.ts';
import { changeRun, type LockedRun } from './lock-run.ts';

/**
 * Time counts for a run only while we are up: what was lost since it was looked at last moves its deadline, its grant's end
 * and its timers, together and in the transaction that holds it, whoever that is. Its device and control are told by
 * `tell-return.ts`.
 */
export async function giveTimeBack(trx: RegionTransaction, run: LockedRun, tally: OutageTally): Promise<LockedRun> {
  const now = run.now.getTime();
  const counted = { lostSeenMs: run.lost_seen_ms, givenBackMs: run.given_back_ms, lostForGoodMs: run.lost_for_good_ms };
  const { by, ...after } = giveBack(counted, lostAt(tally, now));
  if (after.lostSeenMs === run.lost_seen_ms) return run;
  const later = (at: Date): Date => new Date(at.getTime() + by);
  const change = {
    lost_seen_ms: after.lostSeenMs,
    given_back_ms: after.givenBackMs,
    lost_for_good_ms: after.lostForGoodMs,
    deadline_at: later(run.deadline_at),
    grant_expires_at: later(run.grant_expires_at),
    grant_given_until: later(run.grant_given_until),
    away_since: run.away_since && later(run.away_since),
    probe: run.probe && { ...run.probe, grantEndsAt: later(new Date(run.probe.grantEndsAt)).toISOString() },
  };
  const changed = await changeRun(trx, run, change);
  if (run.probe !== null) await delayCommand(trx, run.probe.commandId, by);
  await delayDeadlines(trx, [STEP_DEADLINE, WAVE_HINT, PROBE_DEADLINE, CLOSE_DEADLINE], run.application_id, by);
  // Of an outage that goes on, its end tells.
  if (awaySince(tally, now) === undefined) await setDeadline(trx, RUN_RETURN, run.application_id, seconds(0));
  return { ...changed, givenBack: by };
}

/** A timer that fired although its time was moved: by this look at the run, or by one that it waited for. */
export async function isPutOff(trx: RegionTransaction, run: LockedRun | undefined, kind: string): Promise<boolean> {
  if (!run || run.givenBack > 0) return run !== undefined;
  const due = await findDeadline(trx, kind, run.application_id);
  return due !== undefined && due > run.now;
}
