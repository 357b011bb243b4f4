import { milliseconds, seconds } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectedWait, isNewPlace, lookAgainAfter, mostUnderWay, placesOf } from './admission.ts';

test('as many runs hold a grant as the judge serves in a minute: small pictures many, large ones few', () => {
  expect(placesOf([{ lanes: 2, footageCost: 10 }])).toBe(800);
  expect(placesOf([{ lanes: 2, footageCost: 400 }])).toBe(20);
  expect(placesOf([{ lanes: 2, footageCost: 60_000 }])).toBe(2);
});

test('more processes, or more lanes, never mean fewer places; a judge that is not heard of still has one', () => {
  const judge = fc.record({
    lanes: fc.double({ min: 0.25, max: 64, noNaN: true }),
    footageCost: fc.double({ min: 0, max: 1e6, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(judge, { minLength: 1, maxLength: 8 }), judge, (judges, another) => {
      expect(placesOf([...judges, another])).toBeGreaterThanOrEqual(placesOf(judges));
      expect(placesOf(judges)).toBeGreaterThanOrEqual(1);
    }),
  );
  expect(placesOf([])).toBeGreaterThanOrEqual(1);
});

test('the wait grows with the place and shrinks with what runs; the look follows it, within bounds', () => {
  expect(expectedWait(0, { running: 10, meanRun: seconds(20) })).toBe(2000);
  expect(expectedWait(99, { running: 10, meanRun: seconds(20) })).toBe(200_000);
  expect(expectedWait(0, { running: 0, meanRun: seconds(20) })).toBe(20_000);
  expect(lookAgainAfter(milliseconds(1))).toBe(1000);
  expect(lookAgainAfter(seconds(20))).toBe(10_000);
  expect(lookAgainAfter(seconds(4000))).toBe(60_000);
});

test('near the front each step is told, far back each tenth of the way: nobody is told more than some dozens of times', () => {
  expect([isNewPlace(7, null), isNewPlace(7, 8), isNewPlace(7, 7)]).toEqual([true, true, false]);
  expect([isNewPlace(901, 1000), isNewPlace(900, 1000)]).toEqual([false, true]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), (from) => {
      let [told, times] = [null as number | null, 0];
      for (let place = from; place >= 0; place--) if (isNewPlace(place, told)) [told, times] = [place, times + 1];
      expect(told).toBe(0);
      expect(times).toBeLessThanOrEqual(110);
    }),
    { numRuns: 30 },
  );
});

test('while nothing ends two dozen a lane are let in at once, and when much ends as many as end', () => {
  expect(mostUnderWay([{ lanes: 2, footageCost: 10 }], 0)).toBe(48);
  expect(mostUnderWay([{ lanes: 0.25, footageCost: 10 }], 3)).toBe(24);
  expect(mostUnderWay([{ lanes: 2, footageCost: 10 }], 70)).toBe(70);
  expect(mostUnderWay([], 0)).toBe(24);
});
