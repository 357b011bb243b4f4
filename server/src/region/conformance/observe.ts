import type { ConformanceItem, ItemClip, ObservationCode, ProblemParams } from '@kaitong/contract';
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

/** Adds what one of the current item's events shows; of one that was not decoded there is nothing to add. */
export function addClip(test: Pick<LockedConformance, 'items' | 'item'>, clip: ItemClip): void {
  const item = currentItem(test);
  if (!item || clip.pictures.length === 0) return;
  item.clips = [...(item.clips ?? []), clip]; // absent of a test that an older server began
}
