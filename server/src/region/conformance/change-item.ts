import { type ConformanceId, type ItemName, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';
import { CONFORMANCE_STEP } from './deadline-kinds.ts';
import { type LockedConformance, lockConformance } from './lock-conformance.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/** Writes down what was heard of a test that is at this item still, and has it look whether it goes on. */
export async function changeItem(
  trx: RegionTransaction,
  { id, item }: { id: ConformanceId; item: ItemName },
  apply: (test: LockedConformance) => void,
): Promise<void> {
  const test = await lockConformance(trx, id);
  if (test?.state !== 'running' || test.item !== item) return;
  const before = snapshotOf(test);
  apply(test);
  await saveConformance(trx, test, before);
  await setDeadline(trx, CONFORMANCE_STEP, test.id, seconds(0));
}
