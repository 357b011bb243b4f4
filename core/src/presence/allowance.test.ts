import { milliseconds } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AllowanceRule, fullAllowance, takeAllowance } from './allowance.ts';

const rule: AllowanceRule = { burst: 60, every: milliseconds(50) };

/** Which tries at these times are allowed. */
function tryAt(times: number[]): boolean[] {
  let allowance = fullAllowance(rule, times[0] ?? 0);
  return times.map((now) => {
    const taken = takeAllowance(rule, allowance, now);
    allowance = taken.allowance;
    return taken.waitMs === 0;
  });
}

test('sixty at once are allowed and the next one is not; 50 ms later there is one again, and not a millisecond sooner', () => {
  const burst = Array.from({ length: 60 }, () => 1000);
  expect(tryAt(burst)).not.toContain(false);
  expect(tryAt([...burst, 1000, 1049, 1050, 1050]).slice(60)).toEqual([false, false, true, false]);
});

test('twenty a second are allowed for ever; twenty-one a second are not, after the burst is spent', () => {
  expect(tryAt(Array.from({ length: 20 * 600 }, (_, n) => n * 50))).not.toContain(false);
  const tooFast = tryAt(Array.from({ length: 21 * 120 }, (_, n) => Math.floor((n * 1000) / 21)));
  expect(tooFast.indexOf(false)).toBeGreaterThan(60 * 20);
});

test('in no span of time more is allowed than the burst and what that span refills, however it is asked', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 400 }), (gaps) => {
      let at = 0;
      const times = gaps.map((gap) => {
        at += gap;
        return at;
      });
      const allowed = times.filter((_, n, all) => tryAt(all)[n]);
      for (const [n, from] of allowed.entries())
        for (const [m, to] of allowed.entries())
          if (m >= n) expect(m - n + 1).toBeLessThanOrEqual(rule.burst + Math.floor((to - from) / rule.every));
    }),
    { numRuns: 20 },
  );
});
