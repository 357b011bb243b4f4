import { isRefusal, milliseconds, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { CLOCK_TOLERANCE } from './limits.ts';
import { momentOf } from './moment.ts';

const now = Date.parse('2026-04-01T09:00:00Z');
const said = (offBy: number, more = {}) => ({
  ...{ type: 'motion', startedAt: new Date(now - seconds(8) + offBy).toISOString(), ageMs: seconds(8), ...more },
});
const happened = (offBy: number, more = {}) => {
  const moment = momentOf(said(offBy, more), now);
  return isRefusal(moment) ? moment.code : moment.happenedAt.getTime() - (now - seconds(8));
};

test('a wall clock counts within its tolerance, and the age beyond', () => {
  expect(happened(CLOCK_TOLERANCE)).toBe(CLOCK_TOLERANCE);
  expect(happened(CLOCK_TOLERANCE + 1)).toBe(0);
  expect(happened(-CLOCK_TOLERANCE - 1)).toBe(0);
  expect(momentOf(said(seconds(60)), now)).toMatchObject({ skew: milliseconds(60_000) });
});

test('nothing has happened that is still to come', () => {
  expect(happened(seconds(4), { ageMs: 0, startedAt: new Date(now + seconds(4)).toISOString() })).toBe(seconds(8));
});

test('the pre-record lies before what happened, up to its limit; continuous footage has none', () => {
  expect(momentOf(said(0, { preRecordMs: 10_000 }), now)).toMatchObject({ startedAt: new Date(now - seconds(18)) });
  expect(happened(0, { preRecordMs: 10_001 })).toBe('pre_record_too_long');
  expect(happened(0, { type: 'continuous', preRecordMs: 0 })).toBe(0);
  expect(happened(0, { type: 'continuous', preRecordMs: 1 })).toBe('pre_record_too_long');
});
