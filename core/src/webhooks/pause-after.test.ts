import { days, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { pauseAfter } from './pause-after.ts';

test('a delivery is tried again after growing pauses, ten times in three to four days', () => {
  const pauses: number[] = [];
  for (let tries = 1, pause = pauseAfter(1); pause !== undefined; pause = pauseAfter(++tries)) pauses.push(pause);
  expect(pauses[0]).toBe(seconds(5));
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses).toHaveLength(9);
  const total = pauses.reduce((sum, pause) => sum + pause, 0);
  expect(total).toBeGreaterThan(days(3));
  expect(total).toBeLessThan(days(4));
});
