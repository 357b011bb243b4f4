import { finding } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleOf } from './measure-scale.ts';

test('per cent end at 100, and full is full', () => {
  expect(scaleOf(finding('picture.black', { measured: 100, limit: 90 }))).toEqual({ measured: 100, limit: 90 });
});

test('a scale ends at a round number, so that bars are as long as they are', () => {
  expect(scaleOf(finding('time.too_short', { measured: 1900, limit: 2000 }))).toMatchObject({
    limit: 66.66666666666666,
  });
  expect(scaleOf(finding('time.gap', { measured: 9000, limit: 1000 }))).toEqual({ measured: 90, limit: 10 });
});

test('a limit of 0 has no bar, nor has a word', () => {
  expect(scaleOf(finding('decode.errors', { measured: 7, limit: 0 }))).toBeNull();
  expect(scaleOf(finding('enc.key', { measured: 'swapped' }))).toBeNull();
});

test('value and limit are on the bar, whatever they are', () => {
  const value = fc.double({ min: 0.001, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(value, value, fc.constantFrom('time.gap', 'picture.black'), (measured, limit, code) => {
      const scale = scaleOf(finding(code, { measured, limit }));
      for (const share of [scale?.measured, scale?.limit]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(100);
      }
    }),
  );
});
