import type { ConformanceItem, ItemName } from '@kaitong/contract';

/** An item that has not begun. */
export const waitingItem = (name: ItemName): ConformanceItem => ({
  name,
  state: 'waiting',
  verdict: null,
  reason: null,
  moveSeconds: null,
  darkenSeconds: null,
  deadlineAt: null,
  startedAt: null,
  endedAt: null,
  observations: [],
  clips: [],
});
