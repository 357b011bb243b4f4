import fc from 'fast-check';
import { expect, test } from 'vitest';
import { middleOf, PLAYABLE_EDGES } from './playable.ts';

const place = (seconds: number) => PLAYABLE_EDGES.filter((edge) => edge <= seconds).length;
const count = (all: readonly number[]) => {
  const counts = new Array<number>(PLAYABLE_EDGES.length + 1).fill(0);
  for (const seconds of all) counts[place(seconds)] = (counts[place(seconds)] ?? 0) + 1;
  return counts;
};

test('the middle event is told to within the edges that it lies between', () => {
  const seconds = fc.integer({ min: 0, max: 140 });
  fc.assert(
    fc.property(fc.array(seconds, { minLength: 1, maxLength: 99 }), (all) => {
      const sorted = [...all].sort((a, b) => a - b);
      const middle = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
      const told = middleOf(count(all)) ?? -1;
      expect(told).toBeGreaterThanOrEqual(PLAYABLE_EDGES[place(middle) - 1] ?? 0);
      expect(told).toBeLessThanOrEqual(PLAYABLE_EDGES[place(middle)] ?? 0);
    }),
  );
});

test('of no event there is no middle, and what takes longer than the last edge counts as it', () => {
  expect(middleOf(count([]))).toBeNull();
  expect(middleOf(count([3000, 4000, 1]))).toBe(144);
});
