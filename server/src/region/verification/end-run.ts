import type { Parsed, Reply, regionPlane } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { lockRun } from './lock-run.ts';
import { stopRun } from './signal-run.ts';
import { leaveLine } from './tell-line.ts';

/** Ends a run because control ended its application. A run that is over, or was never started, is fine. */
export async function endRun(
  context: RegionContext,
  { params: { applicationId } }: Parsed<typeof regionPlane.endRun>,
): Promise<Reply<typeof regionPlane.endRun>> {
  await context.db.transaction().execute(async (trx) => {
    await leaveLine(trx, applicationId);
    const run = await lockRun(trx, applicationId);
    if (run?.state === 'running') await stopRun(trx, run);
  });
  return {};
}
