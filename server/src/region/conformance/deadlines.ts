import type { ConformanceId } from '@kaitong/contract';
import type { DeadlineHandler } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { advance } from './advance.ts';
import { CONFORMANCE_FOOTAGE, CONFORMANCE_STEP, OUTAGE_END } from './deadline-kinds.ts';
import { deleteConformanceFootage } from './delete-footage.ts';
import { endOutage } from './disturb.ts';
import { lockConformance } from './lock-conformance.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/** What the region does when something of an extended test is due. */
export function conformanceDeadlineHandlers(
  context: RegionContext,
): Record<string, DeadlineHandler<RegionTables, ConformanceId>> {
  return {
    [CONFORMANCE_STEP]: async ({ subject }, trx) => {
      const test = await lockConformance(trx, subject);
      if (test?.state !== 'running') return;
      await advance(context, trx, test);
    },
    [OUTAGE_END]: async ({ subject }, trx) => {
      const test = await lockConformance(trx, subject);
      if (test?.state !== 'running') return;
      const before = snapshotOf(test);
      endOutage(test);
      await saveConformance(trx, test, before);
    },
    [CONFORMANCE_FOOTAGE]: async ({ subject }, trx) => await deleteConformanceFootage(context, trx, subject),
  };
}
