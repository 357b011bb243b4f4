import type { Conformance, ConformanceItem } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { applyProgress } from './apply-progress.ts';

const at = '2026-01-01T00:00:00.000Z';
const item = (state: ConformanceItem['state'], seen: number): ConformanceItem => ({
  name: 'motion-off',
  state,
  verdict: state === 'ended' ? 'pass' : null,
  reason: null,
  moveSeconds: null,
  darkenSeconds: null,
  deadlineAt: null,
  startedAt: null,
  endedAt: null,
  observations: Array(seen).fill({ at, code: 'grant.sent', params: {} }),
  clips: [],
});
const running = (now: ConformanceItem) => ({ state: 'running', items: [now], problem: null }) as unknown as Conformance;

test('an item goes forward, and never back to what a stream tells first', () => {
  const after = (now: ConformanceItem, next: ConformanceItem) =>
    applyProgress(running(now), { type: 'item', item: next }).items[0];
  expect(after(item('waiting', 0), item('running', 1))?.state).toBe('running');
  expect(after(item('running', 3), item('running', 1))?.observations).toHaveLength(3);
  expect(after(item('running', 3), item('running', 4))?.observations).toHaveLength(4);
  expect(after(item('ended', 3), item('running', 9))?.state).toBe('ended');
});

test('the end says why where it came early, and the outcome follows the items', () => {
  const test = applyProgress(running(item('running', 1)), { type: 'item', item: item('ended', 2) });
  expect(test.outcome).toBe('pass');
  const problem = { code: 'conformance_cancelled', params: {} } as const;
  expect(applyProgress(test, { type: 'ended', problem })).toMatchObject({ state: 'ended', problem });
});
