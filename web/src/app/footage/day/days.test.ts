import { describe, expect, test } from 'vitest';
import { addDays, addMonths, beginOf, clockOf, dayOf, isDay, lengthOf, spanOfDay, weeksOf } from './days.ts';

describe('a day', () => {
  test('is the viewer’s own, from midnight to midnight', () => {
    const day = dayOf(new Date(2026, 6, 28, 23, 59, 59));
    expect(day).toBe('2026-07-28');
    const { from, to } = spanOfDay(day);
    expect(new Date(from)).toEqual(new Date(2026, 6, 28));
    expect(new Date(to)).toEqual(new Date(2026, 6, 29));
  });

  test('follows another over months, years and changes of the clock', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
    for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) expect(dayOf(beginOf(day))).toBe(day);
  });

  test.each(['', '2026-02-30', '2026-13-01', 'today', '2026-1-1'])('is not %j', (text) => {
    expect(isDay(text)).toBe(false);
  });
});

test('a month is laid out in weeks from Monday on, each of its days once', () => {
  const weeks = weeksOf('2026-11');
  expect(weeks[0]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, '2026-11-01']);
  expect(weeks.flat().filter(Boolean)).toHaveLength(30);
  for (const week of weeks) expect(week).toHaveLength(7);
  expect(addMonths('2026-12', 1)).toBe('2027-01');
});

test('times of day have seconds, lengths have hours only where they need them', () => {
  expect(clockOf(new Date(2026, 0, 1, 4, 5, 6))).toBe('04:05:06');
  expect([0, 7.9, 299, 3723, Number.NaN].map(lengthOf)).toEqual(['0:00', '0:07', '4:59', '1:02:03', '0:00']);
});
