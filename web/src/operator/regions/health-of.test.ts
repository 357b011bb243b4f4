import type { RegionHealth } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { healthOf, needsHand } from './health-of.ts';

const well = {
  answers: true,
  pending: 0,
  unreported: 0,
  reconciled: null,
  move: null,
  clockSkewMs: 0,
  storage: { isFull: false, freeBytes: 100e9, leastFreeBytes: 2e9 },
  keys: 'well',
  certificate: null,
} as unknown as RegionHealth;

test('a region is told by the worst that is up with it, and only what does not mend itself needs a hand', () => {
  const storage = { isFull: false, freeBytes: 3e9, leastFreeBytes: 2e9 };
  const of = (change: Partial<RegionHealth>) => healthOf({ ...well, ...change });
  expect([of({}), of({ pending: 2 }), of({ unreported: 1 })]).toEqual(['well', 'behind', 'behind']);
  expect(of({ storage, pending: 2 })).toBe('nearlyFull');
  expect(of({ storage: { ...storage, isFull: true } })).toBe('full');
  expect(of({ answers: false, storage: { ...storage, isFull: true } })).toBe('silent');
  expect((['well', 'behind', 'nearlyFull', 'silent'] as const).map(needsHand)).toEqual([false, false, true, true]);
});
