import { ALARM_LIFE, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { alarmPause } from './alarm-pause.ts';

const queuedAt = Date.parse('2026-03-01T12:00:00Z');

test('an alarm is tried again after growing pauses, and given up when its ten minutes are over', () => {
  const pauses: number[] = [];
  let now: number = queuedAt;
  for (let tries = 1; ; tries++) {
    const pause = alarmPause({ tries, retryAfter: null, queuedAt, life: ALARM_LIFE, now });
    if (pause === undefined) break;
    pauses.push(pause);
    now += pause;
  }
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses.length).toBeGreaterThan(4);
  expect(now - queuedAt).toBeLessThan(ALARM_LIFE);
});

test('who says when to come again is not asked before (RFC 9110, 10.2.3)', () => {
  const tried = { tries: 1, queuedAt, life: ALARM_LIFE, now: queuedAt };
  expect(alarmPause({ ...tried, retryAfter: '30' })).toBe(seconds(30));
  expect(alarmPause({ ...tried, retryAfter: 'Sun, 01 Mar 2026 12:01:00 GMT' })).toBe(seconds(60));
  expect(alarmPause({ ...tried, retryAfter: '600' })).toBeUndefined();
  for (const said of ['0', 'soon', '-5', 'Sun, 01 Mar 2020 12:01:00 GMT'])
    expect(alarmPause({ ...tried, retryAfter: said }), said).toBe(seconds(2));
});
