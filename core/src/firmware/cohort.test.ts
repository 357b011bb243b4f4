import { ROLL_OUT } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInCohort, placeOf } from './cohort.ts';

const id = fc.stringMatching(/^[a-z0-9]{1,24}$/);
const fleet = Array.from({ length: 20_000 }, (_, i) => `cn${String(i).padStart(18, '0')}`);

test('whoever is in a share of a release is in every larger one, and everybody in the whole', () => {
  fc.assert(
    fc.property(id, id, (release, device) => {
      const isIn = ROLL_OUT.map((percent) => isInCohort(release, device, percent));
      expect(isIn).toEqual([...isIn].sort());
      expect(isIn.at(-1)).toBe(true);
      expect(isInCohort(release, device, 0)).toBe(false);
    }),
  );
});

test('a share of a fleet whose ids are numbered has as many units as it says', () => {
  for (const percent of [5, 25, 50]) {
    const share = fleet.filter((device) => isInCohort('fr1', device, percent)).length / fleet.length;
    expect(Math.abs(share - percent / 100)).toBeLessThan(0.01);
  }
});

test('who is first with one release is not for that first with the next', () => {
  const first = fleet.filter((device) => isInCohort('fr1', device, 5));
  const again = first.filter((device) => isInCohort('fr2', device, 5)).length / first.length;
  expect(again).toBeLessThan(0.1);
});

test('places are what they were: a fleet in the middle of a roll-out is not dealt anew by an update of the platform', () => {
  expect([placeOf('fr1', 'cn000000000000000001'), placeOf('fr1', 'cn000000000000000002'), placeOf('', '')]).toEqual([
    1837, 3295, 8788,
  ]);
});
