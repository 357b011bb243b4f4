import { expect, test } from 'vitest';
import { judgeSchedule, minutesOf, NIGHT } from './motion.ts';

test('a time of day is minutes after midnight', () => {
  expect(['00:00', '07:30', '23:59', '07:30:00'].map(minutesOf)).toEqual([0, 450, 1439, 450]);
  expect(['', '24:00', '7:30', '07:60'].map(minutesOf)).toEqual([undefined, undefined, undefined, undefined]);
});

test('a schedule may go over midnight, but not begin when it ends', () => {
  expect(judgeSchedule({ from: 480, to: 1080 })).toBe('day');
  expect(judgeSchedule(NIGHT)).toBe('overnight');
  expect(judgeSchedule({ from: 0, to: 0 })).toBe('same');
});
