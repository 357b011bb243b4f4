import { checkCodes } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { faultCodes, faults, recipeFor } from './catalogue.ts';

test('every check of the catalogue has a fault that brings it about', () => {
  expect(checkCodes.filter((code) => !(faultCodes as string[]).includes(code))).toEqual([]);
});

test.each(faultCodes)('%s says what the firmware does wrong, and names a recipe that can be recorded', (code) => {
  expect(faults[code].about).toMatch(/^\S.{10,79}$/);
  expect(recipeFor({}, faults[code])).toBeDefined();
});
