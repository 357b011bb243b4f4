import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FollowedClock } from './followed-clock.ts';

/** The other clock against our monotonic one at each look: how far it was set, and how long the answer took. */
const look = fc.record({
  after: fc.integer({ min: 1, max: 60_000 }),
  setBy: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -7_200_000, max: 7_200_000 }) },
  ),
  out: fc.integer({ min: 0, max: 5000 }),
  back: fc.integer({ min: 0, max: 5000 }),
});

describe('a clock that follows another machine’s', () => {
  test('never goes back, whatever the other does', () => {
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 30 }), (looks) => {
        const clock = new FollowedClock();
        let [monotonic, ahead, last] = [0, 1_700_000_000_000, Number.NEGATIVE_INFINITY];
        for (const { after, setBy, out, back } of looks) {
          ahead += setBy;
          monotonic += after;
          const said = monotonic + out + ahead;
          clock.hear({ said, askedAt: monotonic, heardAt: monotonic + out + back });
          monotonic += out + back;
          const now = clock.at(monotonic);
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
      }),
    );
  });

  test('is off by no more than an answer was under way, once the other has passed what was told before', () => {
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 30 }), (looks) => {
        const clock = new FollowedClock();
        let [monotonic, ahead, told] = [0, 1_700_000_000_000, Number.NEGATIVE_INFINITY];
        for (const { after, setBy, out, back } of looks) {
          ahead += setBy;
          monotonic += after;
          clock.hear({ said: monotonic + out + ahead, askedAt: monotonic, heardAt: monotonic + out + back });
          monotonic += out + back;
          const right = monotonic + ahead;
          const now = clock.at(monotonic);
          if (right >= told) expect(Math.abs(now - right)).toBeLessThanOrEqual(out + back);
          else expect(now - told).toBeLessThanOrEqual(out + back);
          told = now;
        }
      }),
    );
  });

  test('stands still where the other was set back, and goes on with it', () => {
    const clock = new FollowedClock();
    clock.hear({ said: 10_000, askedAt: 0, heardAt: 0 });
    expect(clock.at(100)).toBe(10_100);
    clock.hear({ said: 9_100, askedAt: 100, heardAt: 100 });
    expect(clock.at(600)).toBe(10_100);
    expect(clock.at(1200)).toBe(10_200);
  });

  test('is not moved by an answer that proves nothing, however late it came', () => {
    const clock = new FollowedClock();
    clock.hear({ said: 10_000, askedAt: 0, heardAt: 2 });
    const before = clock.at(5000);
    clock.hear({ said: 15_000, askedAt: 3000, heardAt: 7000 });
    expect(clock.at(5000)).toBe(before);
  });

  test('knows no time before anybody has said it', () => {
    expect(() => new FollowedClock().at(0)).toThrow('nobody has said the time yet');
  });
});
