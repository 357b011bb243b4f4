import type { ConformanceItem, ObservationCode, ProblemParams } from '@kaitong/contract';
import type { LockedConformance } from './lock-conformance.ts';

/** A device that does the same thing a thousand times is no better understood for it. */
const MOST = 200;

export function currentItem({ items, item }: Pick<LockedConformance, 'items' | 'item'>): ConformanceItem | undefined {
  return items.find(({ name }) => name === item);
}

/** Adds to the evidence of the current item; `saveConformance` stores and reports it. */
export function observe(
  test: Pick<LockedConformance, 'items' | 'item' | 'now'>,
  code: ObservationCode,
  params: ProblemParams = {},
): void {
  const item = currentItem(test);
  if (item && item.observations.length < MOST) item.observations.push({ at: test.now.toISOString(), code, params });
}
