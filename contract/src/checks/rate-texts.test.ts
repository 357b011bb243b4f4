import { expect, test } from 'vitest';
import { LANGUAGES } from '../languages.ts';
import type { ClipRate } from './clip-rate.ts';
import { finding } from './finding.ts';
import { isRateTold, rateText } from './rate-texts.ts';

const judged = { is: 'judged', rate: 0.5, within: 0.2, stampedFps: 25, deliveredFps: 50 } as const;
const noTimes: ClipRate = { is: 'not_judged', because: 'no_times' };

test('a bound is told as one, and without an error that only a measurement has', () => {
  expect(rateText({ ...judged, by: 'causality' }, 'en')).toMatch(/at most 0\.5.*at least 50/);
  expect(rateText({ ...judged, by: 'causality' }, 'en')).not.toContain('within');
  expect(rateText({ ...judged, by: 'causality' }, 'zh-CN')).toMatch(/最多.*0\.5.*至少 50/);
  expect(rateText({ ...judged, by: 'age' }, 'en')).toMatch(/within 20/);
  expect(rateText({ ...judged, by: 'age' }, 'en')).not.toMatch(/at most|at least/);
});

test.each([
  ['too_short', /sound|ageMs|声音/],
  ['no_sound', /five seconds|五秒/],
  ['sound_short', /ageMs|no sound|没有声音/],
  ['sound_uncounted', /no sound|没有声音/],
] as const)('%s promises nothing of what the clip has not, and says of its sound what is so', (because, untrue) => {
  for (const language of LANGUAGES) expect(rateText({ is: 'not_judged', because }, language)).not.toMatch(untrue);
});

test('time stamps are called wrong only where some were seen that are', () => {
  expect(isRateTold(noTimes, [])).toBe(false);
  expect(isRateTold(noTimes, [finding('enc.key', { measured: 'unknown' }), finding('time.clock')])).toBe(false);
  expect(isRateTold(noTimes, [finding('time.backwards')])).toBe(true);
  expect(isRateTold({ is: 'not_judged', because: 'too_short' }, [])).toBe(true);
  expect(isRateTold({ ...judged, by: 'sound' }, [])).toBe(true);
});
