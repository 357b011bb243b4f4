import { type Parsed, type Reply, refusal, type regionPlane } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { endTest } from './advance.ts';
import { lockConformance } from './lock-conformance.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/** Ends a test because its maker cancelled it. One that is over, or was never started, is fine. */
export async function endConformance(
  { db }: RegionContext,
  { params: { conformanceId } }: Parsed<typeof regionPlane.endConformance>,
): Promise<Reply<typeof regionPlane.endConformance>> {
  await db.transaction().execute(async (trx) => {
    const test = await lockConformance(trx, conformanceId);
    if (test?.state !== 'running') return;
    const before = snapshotOf(test);
    await endTest(trx, test, refusal('conformance_cancelled'));
    await saveConformance(trx, test, before);
  });
  return {};
}
