import { hours, minutes } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AlarmRules, decideAlarm, quietPause } from './decide-alarm.ts';

const rules: AlarmRules = { timeZone: 'Asia/Shanghai', quiet: null, snoozedUntil: null, muted: [] };
const at = Date.parse('2026-03-01T15:30:00Z'); // 23:30 in Shanghai

test('an alarm rings unless its kind is muted or all are snoozed', () => {
  expect(decideAlarm(rules, 'motion', at)).toBe('rings');
  expect(decideAlarm({ ...rules, muted: ['motion'] }, 'motion', at)).toBe('muted');
  expect(decideAlarm({ ...rules, muted: ['motion'] }, 'doorbell', at)).toBe('rings');
  expect(decideAlarm({ ...rules, snoozedUntil: at + 1 }, 'motion', at)).toBe('snoozed');
  expect(decideAlarm({ ...rules, snoozedUntil: at }, 'motion', at)).toBe('rings');
});

test.each([
  ['22:00', '07:00', 'Asia/Shanghai', 'quiet'],
  ['23:30', '23:31', 'Asia/Shanghai', 'quiet'],
  ['22:00', '23:30', 'Asia/Shanghai', 'rings'],
  ['22:00', '07:00', 'UTC', 'rings'],
  ['15:00', '16:00', 'UTC', 'quiet'],
  ['00:00', '00:00', 'UTC', 'rings'],
])(
  'from %s until %s in %s it is %s at half past three in the afternoon of Greenwich',
  (from, until, timeZone, said) => {
    expect(decideAlarm({ ...rules, timeZone, quiet: { from, until } }, 'motion', at)).toBe(said);
  },
);

const text = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });

test('of a day, as much is quiet as lies from one time to the other', () => {
  fc.assert(
    fc.property(
      minute,
      minute,
      fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/St_Johns'),
      (from, until, timeZone) => {
        const quiet = { from: text(from), until: text(until) };
        const start = Date.parse('2026-01-14T00:00:00Z'); // no clock is put forward or back on this day
        let many = 0;
        for (let after = 0; after < hours(24); after += minutes(15))
          if (decideAlarm({ ...rules, timeZone, quiet }, 'motion', start + after) === 'quiet') many += 1;
        const wanted = ((until - from + 24 * 60) % (24 * 60)) / 15;
        expect(Math.abs(many - wanted)).toBeLessThan(1);
      },
    ),
    { numRuns: 20 },
  );
});

test('what can wait is held back until quiet hours and snoozing are over, and no longer', () => {
  expect(quietPause(rules, at)).toBe(0);
  expect(quietPause({ ...rules, quiet: { from: '22:00', until: '07:00' } }, at)).toBe(hours(7.5));
  expect(quietPause({ ...rules, quiet: { from: '23:00', until: '23:45' } }, at)).toBe(minutes(15));
  expect(quietPause({ ...rules, quiet: { from: '12:00', until: '13:00' } }, at)).toBe(0);
  expect(quietPause({ ...rules, snoozedUntil: at + hours(2) }, at)).toBe(hours(2));
  // The hour that a spring night leaves out: looked at again, it is quiet no more.
  const spring = { ...rules, timeZone: 'Europe/Berlin', quiet: { from: '22:00', until: '07:00' } };
  const night = Date.parse('2026-03-28T23:00:00Z');
  const later = night + quietPause(spring, night);
  expect(quietPause(spring, later)).toBe(0);
});
