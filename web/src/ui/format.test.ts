import { describe, expect, test } from 'vitest';
import { formatAge, formatBytes, formatClock, formatSeconds, formatTime, formatUtc } from './format.ts';

describe('times', () => {
  test('are local, to the second', () => {
    const local = new Date(2019, 9, 12, 14, 27, 7).toISOString();
    expect(formatTime(local)).toBe('2019-10-12 14:27:07');
  });

  test('are the same everywhere where devices log them', () => {
    expect(formatUtc('2019-10-12T14:27:07+08:00')).toBe('2019-10-12 06:27:07 UTC');
  });

  test('are relative for less than an hour, absolute from then on and in the future', () => {
    const now = Date.parse('2026-01-01T12:00:00Z');
    expect(formatAge('2026-01-01T11:48:00Z', now, 'en')).toBe('12 min. ago');
    expect(formatAge('2026-01-01T11:48:00Z', now, 'zh-CN')).toBe('12分钟前');
    expect(formatAge('2026-01-01T11:00:00Z', now, 'en')).toBe(formatTime('2026-01-01T11:00:00Z'));
    expect(formatAge('2026-01-01T12:00:01Z', now, 'en')).toBe(formatTime('2026-01-01T12:00:01Z'));
  });

  test('of day are 24-hour', () => expect(formatClock(450)).toBe('07:30'));
});

test('bytes count in powers of ten', () => {
  expect([999, 1000, 48_123, 1_840_000].map(formatBytes)).toEqual(['999 B', '1 kB', '48 kB', '1.8 MB']);
  expect([1e9, 2.44e12, 5e18].map(formatBytes)).toEqual(['1.0 GB', '2.4 TB', '5000.0 PB']);
});

test('seconds have one decimal below ten', () => {
  expect([700, 9_000, 9_960, 42_400].map(formatSeconds)).toEqual(['0.7', '9.0', '10', '42']);
});
