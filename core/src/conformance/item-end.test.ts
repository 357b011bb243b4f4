import { expect, test } from 'vitest';
import { endAfterOutage, ended } from './item-end.ts';

const lost = { lostMs: 31_000, begunAnew: 0 };

test('an item that lost no time ends as it ends, and so does a pass that lost some', () => {
  for (const end of [ended('fail', 'no_event'), ended('warn', 'sent_again'), ended('pass', 'as_expected')])
    expect(endAfterOutage(end, { lostMs: 0, begunAnew: 0 })).toBe(end);
  const passed = ended('pass', 'as_expected');
  expect(endAfterOutage(passed, lost)).toBe(passed);
});

test('what went wrong, or did not come to be, while time was lost is tried anew, twice; then nothing is said of it', () => {
  for (const end of [ended('fail', 'no_event'), ended('warn', 'sent_again'), ended('skipped', 'rate_not_judged')]) {
    expect(endAfterOutage(end, { ...lost, begunAnew: 1 })).toBe('anew');
    expect(endAfterOutage(end, { ...lost, begunAnew: 2 })).toEqual(ended('skipped', 'platform_away'));
  }
});

test('what cannot be tried with this camera at all is not tried anew', () => {
  for (const code of ['settings_refused', 'simulate_needed', 'not_encrypted'] as const) {
    const end = ended('skipped', code);
    expect(endAfterOutage(end, lost)).toBe(end);
  }
});
