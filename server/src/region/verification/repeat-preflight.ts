import { type Parsed, type Refusal, type Reply, refusal, type regionPlane, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionContext } from '../context.ts';
import { PROBE_DELETION } from './deadline-kinds.ts';
import { renewGrant } from './grant.ts';
import { isLate, lockRun } from './lock-run.ts';
import { isReady } from './pass-preflight.ts';
import { sendProbe } from './probe.ts';

/**
 * Tests the way up once more, since the engineer says so: no run of its own. While a test goes on it stays with that, and
 * one that has shown nothing wrong is not asked for again.
 */
export async function repeatPreflight(
  { db }: RegionContext,
  { params: { applicationId } }: Parsed<typeof regionPlane.repeatPreflight>,
): Promise<Reply<typeof regionPlane.repeatPreflight> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const run = await lockRun(trx, applicationId);
    // In the line before the judge its device was asked for nothing yet.
    if (!run) return refusal('no_preflight', { step: 'grant' });
    if (run.state !== 'running' || run.step !== 'preflight' || run.probe === null || isLate(run))
      return refusal('no_preflight', { step: run.step });
    if (run.probe.step !== 'ended' || isReady(run)) return { test: run.probe.n };
    await setDeadline(trx, PROBE_DELETION, applicationId, seconds(0));
    return { test: await sendProbe(trx, await renewGrant(trx, run)) };
  });
}
