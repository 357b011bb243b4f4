import type { ProductHome, Region } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { shareAtLeast } from './share-at-least.ts';

const fleet = (counts: Record<string, number>, ...unreachable: string[]) => ({
  firmware: Object.entries(counts).map(([firmware, units]) => ({
    firmware,
    units,
  })) as ProductHome['fleet']['firmware'],
  unreachable: unreachable as Region[],
});

test('units count by the numbers of their version, and one of a thousand that is older keeps it from being all', () => {
  expect(shareAtLeast(fleet({ '2.10.0': 60, '2.9.0': 30, '2.3': 10 }), '2.9')).toEqual({ units: 100, share: 90 });
  expect(shareAtLeast(fleet({ '2.4.0': 999, '2.3.0': 1 }), '2.4')).toEqual({ units: 1000, share: 99 });
  expect(shareAtLeast(fleet({ '2.4.0': 3 }), '2.4')).toEqual({ units: 3, share: 100 });
});

test('of the sample alone, and of a fleet that is not known whole, nothing is said', () => {
  expect(shareAtLeast(fleet({}), '2.4')).toBeUndefined();
  expect(shareAtLeast(fleet({ '2.4.0': 1 }), '2.4')).toBeUndefined();
  expect(shareAtLeast(fleet({ '2.4.0': 30 }, 'eu'), '2.4')).toBeUndefined();
});
