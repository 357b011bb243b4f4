import { expect, test } from 'vitest';
import { wallClock } from './wall-clock.ts';

const told = (zone: string, at: string): string => {
  const { day, time, twice } = wallClock(zone)(new Date(at));
  return [day, time, twice].filter(Boolean).join(' ');
};

test.each([
  ['Asia/Shanghai', '2026-12-01T00:03:12.900Z', '2026-12-01 08-03-12'],
  ['Asia/Kolkata', '2026-11-30T18:30:00Z', '2026-12-01 00-00-00'],
  ['America/Los_Angeles', '2026-12-01T07:59:59Z', '2026-11-30 23-59-59'],
  ['UTC', '2026-12-01T00:00:00Z', '2026-12-01 00-00-00'],
])('in %s, %s is %s', (zone, at, text) => {
  expect(told(zone, at)).toBe(text);
});

test('where the clock is put back the hour that comes twice says which one it is', () => {
  expect(told('Europe/Berlin', '2026-10-24T23:59:59Z')).toBe('2026-10-25 01-59-59');
  expect(told('Europe/Berlin', '2026-10-25T00:30:00Z')).toBe('2026-10-25 02-30-00 UTC+02.00');
  expect(told('Europe/Berlin', '2026-10-25T01:30:00Z')).toBe('2026-10-25 02-30-00 UTC+01.00');
  expect(told('Europe/Berlin', '2026-10-25T02:00:00Z')).toBe('2026-10-25 03-00-00');
  expect(told('America/New_York', '2026-11-01T05:30:00Z')).toBe('2026-11-01 01-30-00 UTC-04.00');
  expect(told('Australia/Lord_Howe', '2026-04-04T14:45:00Z')).toBe('2026-04-05 01-45-00 UTC+11.00');
  expect(told('Australia/Lord_Howe', '2026-04-04T15:15:00Z')).toBe('2026-04-05 01-45-00 UTC+10.30');
});

test('where it is put forward nothing comes twice', () => {
  expect(told('Europe/Berlin', '2026-03-29T00:59:59Z')).toBe('2026-03-29 01-59-59');
  expect(told('Europe/Berlin', '2026-03-29T01:00:00Z')).toBe('2026-03-29 03-00-00');
});
