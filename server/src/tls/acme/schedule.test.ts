import { hours, minutes } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextOrderAt, type OrderState, pauseAfter, renewalOf } from './schedule.ts';

const NOW = Date.parse('2026-05-01T00:00:00Z');
const failed = (failures: number, notBefore?: number): OrderState => ({
  triedAt: NOW,
  failures,
  problem: 'x',
  notBefore,
});

test('a certificate is replaced at two thirds of its life, and none at all at once', () => {
  const life = { from: NOW, until: NOW + hours(90 * 24) };
  expect(renewalOf(life)).toBe(NOW + hours(60 * 24));
  expect(nextOrderAt(life, undefined, 0)).toBe(NOW + hours(60 * 24));
  expect(nextOrderAt(undefined, undefined, 0)).toBeLessThan(NOW);
});

test('pauses after failures grow from a quarter of an hour to half a day', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 70].map((n) => pauseAfter(n) / minutes(1))).toEqual([
    15, 30, 60, 120, 240, 480, 720, 720,
  ]);
});

test('an authority that names a time is left alone until then', () => {
  expect(nextOrderAt(undefined, failed(1, NOW + hours(20)), 1)).toBe(NOW + hours(20));
  expect(nextOrderAt(undefined, failed(1, NOW + minutes(1)), 1)).toBe(NOW + minutes(15));
});

test('whatever fails and however often it is started, there are at most five tries in an hour', () => {
  const starts = fc.array(fc.record({ isStart: fc.boolean(), later: fc.integer({ min: 0, max: minutes(20) }) }), {
    minLength: 20,
    maxLength: 60,
  });
  fc.assert(
    fc.property(starts, (events) => {
      const tries: number[] = [];
      let [state, seen, now]: [OrderState | undefined, number, number] = [undefined, 0, NOW];
      for (const { isStart, later } of events) {
        now += later;
        if (isStart) seen = Math.min(1, state?.failures ?? 0);
        if (nextOrderAt(undefined, state, seen) > now) continue;
        tries.push(now);
        seen += 1;
        state = { ...failed(seen), triedAt: now };
      }
      for (const from of tries)
        expect(tries.filter((at) => at >= from && at < from + hours(1)).length).toBeLessThanOrEqual(5);
    }),
  );
});
