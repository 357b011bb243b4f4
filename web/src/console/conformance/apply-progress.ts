import { type Conformance, type ConformanceItem, type ConformanceProgress, outcomeOf } from '@kaitong/contract';

const RANK: Record<ConformanceItem['state'], number> = { waiting: 0, running: 1, ended: 2 };

/** A stream begins with what was long ago: an item only ever goes forward. */
function isNewer(next: ConformanceItem, now: ConformanceItem): boolean {
  if (next.state !== now.state) return RANK[next.state] > RANK[now.state];
  return next.state !== 'ended' && next.observations.length >= now.observations.length;
}

/** A test with what its stream tells of it. */
export function applyProgress(test: Conformance, progress: ConformanceProgress): Conformance {
  if (progress.type === 'ended') return { ...test, state: 'ended', problem: progress.problem };
  const items = test.items.map((item) =>
    item.name === progress.item.name && isNewer(progress.item, item) ? progress.item : item,
  );
  return { ...test, items, outcome: outcomeOf(items) };
}
