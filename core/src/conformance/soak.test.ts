import { minutes, SOAK_HOURS, type SoakHour, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { judgeSoak, readLines, soakOutcome } from './soak.ts';

const good = (hour: number): SoakHour => ({
  ...{ hour, from: '2026-12-01T00:00:00.000Z', asked: 3, opened: 4, arrived: 4, refused: [], lineEnds: [], awayMs: 0 },
  ...{ firstMs: { middle: 2000, slow: 3000 }, firmware: null },
});
const day = (change: (hour: number) => Partial<SoakHour> = () => ({})): SoakHour[] =>
  Array.from({ length: SOAK_HOURS }, (_, hour) => ({ ...good(hour), ...change(hour) }));
const found = (hours: SoakHour[], sleepy = false) => judgeSoak(hours, { sleepy });
const outcome = (hours: SoakHour[]) => soakOutcome(hours, found(hours));

test('a day in which everything came passes, and so does one with tokens that expire', () => {
  expect(outcome(day())).toBe('pass');
  expect(outcome(day(() => ({ lineEnds: [{ code: 'token_expired', count: 2 }] })))).toBe('pass');
});

test.for<[string, (hour: number) => Partial<SoakHour>, object]>([
  [
    'an hour without any event',
    (hour) => (hour === 7 ? { opened: 0, arrived: 0 } : {}),
    { rule: 'nothing_came', params: { hours: 1 } },
  ],
  [
    'every fifth upload',
    (hour) => (hour % 2 ? { arrived: 3 } : {}),
    { rule: 'uploads_missing', params: { opened: 96, arrived: 84 } },
  ],
  [
    'its line for a while',
    (hour) => (hour === 3 ? { awayMs: minutes(11) } : {}),
    { rule: 'line_away', params: { hour: 4, minutes: 11 } },
  ],
  [
    'its line each hour',
    () => ({ lineEnds: [{ code: 'line_lost', count: 1 }] }),
    { rule: 'line_unsteady', params: { hours: 24, count: 24, why: 'line_lost' } },
  ],
  [
    'its pace',
    (hour) => ({ firstMs: { middle: 2000 + hour * 400, slow: 20_000 } }),
    { rule: 'grows_slower', params: { first: 3.2, last: 10.4 } },
  ],
])('a camera that loses %s fails by that', ([, change, finding]) => {
  expect(found(day(change))).toMatchObject([{ severity: 'fail', ...finding }]);
  expect(outcome(day(change))).toBe('fail');
});

test('one that is refused again and again is told, and passes with a warning', () => {
  const hours = day(() => ({ refused: [{ code: 'event_not_paid', count: 2 }] }));
  expect(found(hours)).toEqual([
    { rule: 'calls_refused', severity: 'warn', params: { count: 48, code: 'event_not_paid' } },
  ]);
  expect(outcome(hours)).toBe('warn');
});

test('a camera that sleeps owes no line, and is not asked for events', () => {
  const asleep = day(() => ({ asked: 0, awayMs: minutes(55), lineEnds: [{ code: 'line_lost', count: 3 }] }));
  expect(found(asleep, true)).toEqual([]);
});

test('a part of a day passes nothing, nor does a day without events, and what was found counts', () => {
  expect(outcome(day().slice(0, 23))).toBe('skipped');
  expect(outcome(day(() => ({ asked: 0, opened: 0, arrived: 0, firstMs: null })))).toBe('skipped');
  expect(outcome(day(() => ({ opened: 9 })).slice(0, 1))).toBe('fail');
});

const line = (at: number, code: string, reason = '', count = 1) => ({ at, code, reason, count });

test('the longest time without a line is told, from before the hour and beyond it', () => {
  const [from, to] = [0, minutes(60) as number];
  expect(readLines([], { from, to, wasAway: true })).toMatchObject({ awayMs: to, isAway: true });
  const lines = [
    line(seconds(10), 'connected'),
    line(minutes(5), 'disconnected', 'line_lost'),
    line(minutes(6), 'connected'),
    line(minutes(7), 'connected'),
    line(minutes(7), 'disconnected', 'replaced'),
    line(minutes(50), 'call_refused', 'event_not_paid'),
    line(minutes(58), 'disconnected', 'line_lost'),
  ];
  expect(readLines(lines, { from, to, wasAway: true })).toEqual({
    awayMs: minutes(2),
    isAway: true,
    lineEnds: [
      { code: 'line_lost', count: 2 },
      { code: 'replaced', count: 1 },
    ],
    refused: [{ code: 'event_not_paid', count: 1 }],
  });
});

test('a line that ended twice in a second, and is there again, is no time away', () => {
  const [from, to] = [0, minutes(60) as number];
  const lines = [
    line(minutes(9), 'disconnected', 'token_expired'),
    line(minutes(9), 'connected', '', 2),
    line(minutes(9), 'disconnected', 'goodbye'),
  ];
  expect(readLines(lines, { from, to, wasAway: false })).toMatchObject({ awayMs: 0, isAway: false });
});
