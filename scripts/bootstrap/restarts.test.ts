import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterDeath, noRestarts } from './restarts.mjs';

const READY = { wasReady: true, readyForMs: 5000 };
const FUTILE = { wasReady: false, readyForMs: 0 };

/** The pauses before the starts that follow these deaths; undefined where it is given up. */
function pausesAfter(deaths: readonly (typeof READY)[]): (number | undefined)[] {
  let restarts = noRestarts;
  return deaths.map((death) => {
    const { waitMs, restarts: after } = afterDeath(restarts, death);
    restarts = after;
    return waitMs;
  });
}

describe('a program that dies', () => {
  test('is started again after pauses that grow to a minute, however often it was ready', () => {
    expect(pausesAfter(Array(9).fill(READY))).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('is given up at the fifth death in a row before it was ready', () => {
    expect(pausesAfter([READY, ...Array(5).fill(FUTILE)])).toEqual([1000, 2000, 4000, 8000, 16_000, undefined]);
  });

  test('begins with a short pause again after ten minutes of service', () => {
    expect(pausesAfter([READY, READY, { wasReady: true, readyForMs: 600_000 }, READY])).toEqual([
      1000, 2000, 1000, 2000,
    ]);
  });

  test('is given up only when five deaths in a row came before it was ready', () => {
    const death = fc.record({ wasReady: fc.boolean(), readyForMs: fc.nat(2_000_000) });
    fc.assert(
      fc.property(fc.array(death, { maxLength: 30 }), (deaths) => {
        const pauses = pausesAfter(deaths);
        pauses.forEach((pause, at) => {
          const lastFive = deaths.slice(Math.max(0, at - 4), at + 1);
          expect(pause === undefined).toBe(lastFive.length === 5 && lastFive.every(({ wasReady }) => !wasReady));
          if (pause !== undefined) expect(pause).toBeLessThanOrEqual(60_000);
        });
      }),
    );
  });
});
