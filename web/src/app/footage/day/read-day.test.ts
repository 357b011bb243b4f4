import { expect, test } from 'vitest';
import { readLeftDay, readWholeDay } from './read-day.ts';

test('digits alone make a day as soon as no further one can come', () => {
  expect(readWholeDay('20260728')).toBe('2026-07-28');
  expect(readWholeDay('2026-07-28')).toBe('2026-07-28');
  for (const text of ['', '2026-07', '2026-7-2', '2026-07-2', '2026072', '2026-0728', '2026-02-30'])
    expect([text, readWholeDay(text)]).toEqual([text, undefined]);
});

test('a day that is left is read as it was meant', () => {
  for (const text of ['2026-7-8', '2026/7/8', '2026.07.08', '2026年7月8日', '2026 年 7 月 8 日', '２０２６０７０８'])
    expect([text, readLeftDay(text)]).toEqual([text, '2026-07-08']);
});

test('what no calendar has, or what leaves the order open, is no day', () => {
  for (const text of ['2026-02-30', '2026-13-01', '07/08/2026', '8.7.26', 'today', ''])
    expect([text, readLeftDay(text)]).toEqual([text, undefined]);
});
