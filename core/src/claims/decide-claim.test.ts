import { DeviceId } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLAIMS_IN_A_LIFE, type ClaimKind, decideClaim, isLowerClaim, type UnitClaim } from './decide-claim.ts';

const claim = (n: number, kind: ClaimKind, pairedAt = n, number: number | null = null): UnitClaim => ({
  deviceId: DeviceId.parse(`6c${String(n).padStart(20, '0')}`),
  kind,
  pairedAt,
  number,
});

test('a pairing that control is asked for first gets a unit that is nobody’s, and takes it from nobody', () => {
  expect(decideClaim(null, claim(1, 'asked'))).toBe('granted');
  for (const kind of ['before', 'asked', 'late'] as const)
    expect(decideClaim(claim(2, kind), claim(1, 'asked'))).toBe('refused');
});

test('a claim that comes again keeps what it has', () => {
  expect(decideClaim(claim(1, 'asked'), claim(1, 'late', 9))).toBe('kept');
});

test('what is older than claims stays before what was asked for, and that before what was provisional', () => {
  const [before, asked, late] = [claim(3, 'before'), claim(2, 'asked'), claim(1, 'late')];
  expect(decideClaim(asked, before)).toBe('replaces');
  expect(decideClaim(asked, late)).toBe('refused');
  expect(decideClaim(late, before)).toBe('replaces');
});

test('of two provisional pairings the earlier stays, whichever was told first', () => {
  const [earlier, later] = [claim(2, 'late', 10), claim(1, 'late', 11)];
  expect(decideClaim(later, earlier)).toBe('replaces');
  expect(decideClaim(earlier, later)).toBe('refused');
});

test('of two that were confirmed the later stays, and one of an earlier life before all of a later one', () => {
  const [first, second] = [claim(1, 'before', 1, 1), claim(2, 'late', 2, 2)];
  expect(decideClaim(first, second)).toBe('replaces');
  expect(decideClaim(second, first)).toBe('refused');
  const stranger = claim(3, 'before', 0, CLAIMS_IN_A_LIFE + 1);
  expect(decideClaim(stranger, second)).toBe('replaces');
  expect(decideClaim(second, stranger)).toBe('refused');
  // Numbers that mean the same say nothing.
  expect(decideClaim(claim(4, 'asked', 9, 2), claim(5, 'asked', 8, 2))).toBe('replaces');
});

test('whatever the order in which pairings are told, the same one has the unit in the end', () => {
  const one = fc.record({ n: fc.nat(4), kind: fc.constantFrom<ClaimKind>('before', 'late'), at: fc.nat(3) });
  fc.assert(
    fc.property(
      fc.uniqueArray(one, { selector: ({ n }) => n, minLength: 1 }),
      fc.infiniteStream(fc.nat()),
      (made, keys) => {
        const claims = made.map(({ n, kind, at }) => claim(n, kind, at));
        const told = [...claims, ...claims].map((each) => [Number(keys.next().value), each] as const);
        told.sort(([a], [b]) => a - b);
        let held: UnitClaim | null = null;
        for (const [, each] of told) {
          const decided = decideClaim(held, each);
          if (decided === 'granted' || decided === 'replaces') held = each;
        }
        const lowest = claims.reduce((low, each) => (isLowerClaim(each, low) ? each : low));
        expect(held).toEqual(lowest);
      },
    ),
  );
});
