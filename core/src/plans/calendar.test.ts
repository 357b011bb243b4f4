import { days } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addLength, addMonths, dayOf, dayOfMonth, lengthOf, startOfDay } from './calendar.ts';

const at = (text: string) => Date.parse(text);
const time = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.getTime());

describe('a month', () => {
  test.each([
    ['2026-01-15T08:30:00.123Z', 1, '2026-02-15T08:30:00.123Z'],
    ['2026-01-31T23:59:59.999Z', 1, '2026-02-28T23:59:59.999Z'],
    ['2028-01-31T00:00:00.000Z', 1, '2028-02-29T00:00:00.000Z'],
    ['2026-12-31T12:00:00.000Z', 1, '2027-01-31T12:00:00.000Z'],
    ['2028-02-29T12:00:00.000Z', 12, '2029-02-28T12:00:00.000Z'],
  ])('from %s, %i on, ends at %s', (from, months, until) => {
    expect(new Date(addMonths(at(from), months)).toISOString()).toBe(until);
  });

  test('that follows a short one ends on the day on which the first began', () => {
    const february = addMonths(at('2026-01-31T10:00:00Z'), 1);
    expect(new Date(addMonths(february, 1, 31)).toISOString()).toBe('2026-03-31T10:00:00.000Z');
  });

  test('after month, month by month, is the same as all of them at once', () => {
    fc.assert(
      fc.property(time, fc.integer({ min: 1, max: 40 }), (start, months) => {
        const anchor = dayOfMonth(start);
        let end = start;
        for (let i = 0; i < months; i++) end = addMonths(end, 1, anchor);
        expect(end).toBe(addMonths(start, months));
      }),
      { numRuns: 200 },
    );
  });

  test('has 28 to 31 whole days, a year 365 or 366', () => {
    fc.assert(
      fc.property(time, (start) => {
        const month = (addLength(start, lengthOf('month'), dayOfMonth(start)) - start) / days(1);
        const year = (addLength(start, lengthOf('year'), dayOfMonth(start)) - start) / days(1);
        expect([28, 29, 30, 31]).toContain(month);
        expect([365, 366]).toContain(year);
      }),
      { numRuns: 200 },
    );
  });
});

test('a day is numbered from 1970 in UTC, at its first and its last millisecond', () => {
  const day = dayOf(at('2026-11-25T00:00:00.000Z'));
  expect(dayOf(at('2026-11-25T23:59:59.999Z'))).toBe(day);
  expect(startOfDay(day + 1)).toBe(at('2026-11-26T00:00:00.000Z'));
});
