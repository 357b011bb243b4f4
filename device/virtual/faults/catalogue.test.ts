import { type CheckCode, checkCodes } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { faultCodes, faults, recipeFor } from './catalogue.ts';

/** Checks that no camera of this kind can be told, each with the reason. */
const WITHOUT_FAULT: Partial<Record<CheckCode, string>> = {
  'time.clock': 'a camera of this SDK corrects its clock by the platform’s with every token',
};

test('every check of the catalogue has a fault that brings it about, or a reason why there is none', () => {
  const without = checkCodes.filter((code) => !(faultCodes as string[]).includes(code));
  expect(without.sort()).toEqual(Object.keys(WITHOUT_FAULT).sort());
});

test.each(faultCodes)('%s says what the firmware does wrong, and names a recipe that can be recorded', (code) => {
  expect(faults[code].about).toMatch(/^\S.{10,79}$/);
  expect(recipeFor({}, faults[code])).toBeDefined();
});
