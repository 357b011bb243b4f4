import { expect, test } from 'vitest';
import { beginOf } from '../day/days.ts';
import { bytesByDay, keptSpan, sumOf } from './bytes-by-day.ts';

const hour = (day: string, at: number, bytes: number) => ({
  ...{ events: 0, unread: 0, continuous: true, bytes },
  at: new Date(beginOf(day).getTime() + at * 3_600_000).toISOString(),
});

test('hours add up to the viewer’s days, newest first, and a day without bytes is none', () => {
  const days = bytesByDay([
    hour('2026-03-01', 0, 10),
    hour('2026-03-01', 23, 5),
    hour('2026-03-02', 0, 7),
    hour('2026-03-03', 4, 0),
  ]);
  expect(days).toEqual([
    { day: '2026-03-02', bytes: 7 },
    { day: '2026-03-01', bytes: 15 },
  ]);
  expect(sumOf(days)).toBe(22);
});

test('what is asked for is within what the server tells at once, today to its end', () => {
  const { from, to } = keptSpan('2026-03-31');
  expect(Date.parse(to)).toBe(beginOf('2026-04-01').getTime());
  expect(Date.parse(to) - Date.parse(from)).toBeLessThanOrEqual(32 * 86_400_000);
});
