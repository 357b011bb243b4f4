import { expect, test } from 'vitest';
import { trendOf } from './trend-of.ts';

const now = Date.parse('2026-12-02T10:20:00Z');
const at = (hour: string, value: number) => ({ hour: `2026-12-${hour}:00:00.000Z`, value });

test('hours that follow each other are one line, and one that was not counted parts it', () => {
  const hours = [at('02T06', 5), at('02T07', 0), at('02T09', 7), at('02T10', 8)];
  expect(trendOf(hours, now)).toEqual([
    [
      { ago: 4, value: 5 },
      { ago: 3, value: 0 },
    ],
    [
      { ago: 1, value: 7 },
      { ago: 0, value: 8 },
    ],
  ]);
});

test('what is older than a day, or of an hour that the reader’s clock has not reached, is not drawn', () => {
  expect(trendOf([at('01T10', 1), at('01T11', 2), at('02T11', 3)], now)).toEqual([[{ ago: 23, value: 2 }]]);
  expect(trendOf([], now)).toEqual([]);
});
