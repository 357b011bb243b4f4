import { expect, test, vi } from 'vitest';
import { beginOf, dayOf } from '../day/days.ts';
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

test('what is asked for is within what the server tells at once, today to its end, and all that is kept anywhere', () => {
  const { from, to } = keptSpan('2026-03-31');
  expect(Date.parse(to)).toBe(beginOf('2026-04-01').getTime());
  expect(Date.parse(to) - Date.parse(from)).toBeLessThanOrEqual(32 * 86_400_000);
  // In China it is still the 30th by UTC before eight: what came on the 28th of February by UTC, kept for 30 days, is there.
  expect(dayOf(from) <= '2026-02-28').toBe(true);
});

test.each(['2026-04-05', '2026-11-05'])('nor is it longer where the clock is changed (%s)', (today) => {
  vi.stubEnv('TZ', 'America/New_York');
  const { from, to } = keptSpan(today);
  expect(Date.parse(to) - Date.parse(from)).toBeLessThanOrEqual(32 * 86_400_000);
  vi.unstubAllEnvs();
});
