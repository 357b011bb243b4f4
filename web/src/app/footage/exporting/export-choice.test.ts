import { expect, test } from 'vitest';
import { beginOf } from '../day/days.ts';
import { lastDays, spanOfDays } from './export-choice.ts';

test('days reach from the first one’s midnight to the midnight after the last, also where the clock is changed', () => {
  for (const day of ['2026-03-29', '2026-10-25', '2026-12-31']) {
    const next = new Date(beginOf(day));
    next.setDate(next.getDate() + 1);
    expect(spanOfDays({ from: day, to: day })).toEqual({
      from: beginOf(day).toISOString(),
      to: next.toISOString(),
    });
  }
});

test('days that are half typed or the wrong way round are none', () => {
  expect(spanOfDays({ from: '2026-12-02', to: '2026-12-01' })).toBeUndefined();
  expect(spanOfDays({ from: '', to: '2026-12-01' })).toBeUndefined();
  expect(spanOfDays({ from: '2026-02-30', to: '2026-12-01' })).toBeUndefined();
});

test('the suggested days are those of the first and the last recording', () => {
  const at = (day: string, hour: number) => new Date(beginOf(day).getTime() + hour * 3_600_000).toISOString();
  const cameras = [
    { from: at('2026-12-01', 5), to: at('2026-12-02', 3) },
    { from: at('2026-11-28', 23), to: at('2026-12-02', 24) },
  ];
  expect(lastDays(cameras)).toEqual({ from: '2026-11-28', to: '2026-12-02' });
});
