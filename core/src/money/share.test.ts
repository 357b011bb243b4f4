import type { Money } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sum } from './arithmetic.ts';
import { type SharedOrder, shareOf, shareReversed } from './share.ts';

const terms = { sharePercent: 10 };
const fen = (amount: number): Money => ({ amount, currency: 'CNY' });
const yen = (amount: number): Money => ({ amount, currency: 'JPY' });
const cents = (amount: number): Money => ({ amount, currency: 'USD' });

const japan: SharedOrder = {
  paid: yen(70),
  listPrice: yen(100),
  usDollarListPrice: cents(1000),
  trial: false,
};

describe('the maker’s share', () => {
  test('of 70 JPY paid for a plan of 100 JPY and 10 USD is exactly 0.70 USD (rule 1.2’s example)', () => {
    expect(shareOf(japan, terms)).toEqual(cents(70));
  });

  test('in mainland China is 10 % of what was paid, after coupons (rule 1.2)', () => {
    expect(shareOf({ paid: fen(800), listPrice: fen(1000), usDollarListPrice: null, trial: false }, terms)).toEqual(
      fen(80),
    );
  });

  test.each([
    [25, 2],
    [35, 4],
    [45, 4],
  ])('of %i fen is rounded half-even to %i', (paid, share) => {
    const order = { paid: fen(paid), listPrice: fen(100), usDollarListPrice: null, trial: false };
    expect(shareOf(order, terms)).toEqual(fen(share));
  });

  test('is rounded once, not for the base and then for the percentage', () => {
    // 2/3 of 0.37 USD is 24.67 cents, a tenth of it 2.467; a base rounded to 25 would give the tie 2.5.
    const order = { paid: yen(2), listPrice: yen(3), usDollarListPrice: cents(37), trial: false };
    expect(shareOf(order, { sharePercent: 10 })).toEqual(cents(2));
    expect(shareOf(order, { sharePercent: 30 })).toEqual(cents(7));
  });

  test('of a trial is nothing', () => {
    const trial = { paid: fen(1), listPrice: fen(1), usDollarListPrice: null, trial: true };
    expect(shareOf(trial, { sharePercent: 100 })).toEqual(fen(0));
    expect(shareOf({ ...japan, trial: true }, terms)).toEqual(cents(0));
  });

  test('of an order that a coupon paid in full is nothing', () => {
    expect(shareOf({ ...japan, paid: yen(0) }, terms)).toEqual(cents(0));
    expect(shareOf({ ...japan, paid: yen(0), listPrice: yen(0) }, terms)).toEqual(cents(0));
  });

  test('follows the percentage of the agreement version that the order was made under', () => {
    expect(shareOf(japan, { sharePercent: 25 })).toEqual(cents(175));
  });

  test('is refused where more was paid than the list price, or the dollar price is not in dollars', () => {
    expect(() => shareOf({ ...japan, paid: yen(101) }, terms)).toThrow(RangeError);
    expect(() => shareOf({ ...japan, usDollarListPrice: fen(1000) }, terms)).toThrow(RangeError);
  });
});

describe('a refund', () => {
  const paidInPieces = fc
    .array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 8 })
    .filter((pieces) => pieces.some((piece) => piece > 0));

  test('of the whole, in one piece or in many, reverses the share exactly', () => {
    fc.assert(
      fc.property(paidInPieces, fc.nat(50_000), (pieces, amount) => {
        const paid = sum(pieces.map(fen), 'CNY');
        const reversed = pieces.map((piece, i) =>
          shareReversed({
            share: cents(amount),
            paid,
            refundedBefore: sum(pieces.slice(0, i).map(fen), 'CNY'),
            refunded: fen(piece),
          }),
        );
        expect(sum(reversed, 'USD')).toEqual(cents(amount));
        expect(reversed.every((part) => part.amount >= 0)).toBe(true);
      }),
    );
  });

  test('of a part reverses that part', () => {
    const refund = { share: cents(70), paid: yen(70), refundedBefore: yen(0), refunded: yen(35) };
    expect(shareReversed(refund)).toEqual(cents(35));
  });

  test('of more than was paid is a mistake', () => {
    const refund = { share: cents(70), paid: yen(70), refundedBefore: yen(36), refunded: yen(35) };
    expect(() => shareReversed(refund)).toThrow(RangeError);
  });
});
