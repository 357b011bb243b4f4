import { CONFORMANCE_ITEMS, type ConformanceItem } from '@kaitong/contract';

/** What is there before the region has reported. */
export const waitingItems = (): ConformanceItem[] =>
  CONFORMANCE_ITEMS.map((name) => ({
    name,
    state: 'waiting',
    verdict: null,
    reason: null,
    moveSeconds: null,
    deadlineAt: null,
    startedAt: null,
    endedAt: null,
    observations: [],
  }));
