import { describe, expect, test } from 'vitest';
import { findJump } from './jumps.ts';

const stampsOf = (...times: number[]) => times.map((pts, offset) => ({ pts, offset, ms: 64 }));

describe('a jump of the sound', () => {
  test('ends behind the last picture; a pause does not', () => {
    const stamps = stampsOf(0, 64, 5064, 5128);
    const timing = { gaps: [{ ms: 4936, index: 2 }], stepsBack: [] };
    expect(findJump({ stamps }, timing, { pictures: { firstDts: 0, lastPts: 1000 } })).toBe(timing.gaps[0]);
    expect(findJump({ stamps }, timing, { pictures: { firstDts: 0, lastPts: 5100 } })).toBeUndefined();
  });

  test('ends where the stamps step back', () => {
    const stamps = stampsOf(0, 64, 5064, 200, 264, 3264, 3328);
    const gaps = [
      { ms: 4936, index: 2 },
      { ms: 2936, index: 5 },
    ];
    const timing = { gaps, stepsBack: [{ ms: 4864, index: 3 }] };
    expect(findJump({ stamps }, timing, { pictures: { firstDts: 0, lastPts: 1000 } })).toBe(gaps[0]);
    expect(findJump({ stamps }, timing, { pictures: { firstDts: 0, lastPts: 3300 } })).toBeUndefined();
  });

  test('the steps back are gone through once, however many holes there are', () => {
    let looks = 0;
    const count = 4000;
    const stamps = stampsOf(...Array.from({ length: 2 * count }, () => 0));
    const gaps = Array.from({ length: count }, (_, n) => ({ ms: 2000, index: 2 * n + 1 }));
    const stepsBack = gaps.map(({ index }) => ({
      ms: 2000,
      get index() {
        looks++;
        return index + 1;
      },
    }));
    expect(findJump({ stamps }, { gaps, stepsBack }, { pictures: { firstDts: 0, lastPts: 0 } })).toBeUndefined();
    expect(looks).toBeLessThanOrEqual(4 * count);
  });
});
