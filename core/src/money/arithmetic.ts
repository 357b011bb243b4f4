import type { Currency, Money } from '@kaitong/contract';

/** An exact fraction. */
export type Ratio = { readonly numerator: bigint; readonly denominator: bigint };

/** `numerator ÷ denominator`, of whole numbers. Throws on a denominator of 0. */
export function ratio(numerator: number | bigint, denominator: number | bigint): Ratio {
  if (BigInt(denominator) === 0n) throw new RangeError('a ratio needs a denominator other than 0');
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

export const zero = (currency: Currency): Money => ({ amount: 0, currency });
export const negate = (money: Money): Money => safe(-BigInt(money.amount), money.currency);

/** Throws when the currencies differ: exchange rates are nobody's business here. */
export function add(a: Money, b: Money): Money {
  assertSame(a, b);
  return safe(BigInt(a.amount) + BigInt(b.amount), a.currency);
}

/** `a − b`. Throws when the currencies differ. */
export const subtract = (a: Money, b: Money): Money => add(a, negate(b));

/** The sum of amounts that are all in `currency`; of none, zero. */
export const sum = (amounts: readonly Money[], currency: Currency): Money => amounts.reduce(add, zero(currency));

/** Negative, zero or positive, as for sorting. Throws when the currencies differ. */
export function compare(a: Money, b: Money): number {
  assertSame(a, b);
  return a.amount - b.amount;
}

/** `money × ratio`, rounded half-even to a minor unit, once. */
export function multiply(money: Money, { numerator, denominator }: Ratio): Money {
  return safe(roundHalfEven(BigInt(money.amount) * numerator, denominator), money.currency);
}

/** `numerator ÷ denominator` to the nearest whole number, a tie to the even one: over many orders nobody gains. */
export function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 0n) return roundHalfEven(-numerator, -denominator);
  const rest = ((numerator % denominator) + denominator) % denominator;
  const floor = (numerator - rest) / denominator;
  const twice = rest * 2n;
  const up = twice > denominator || (twice === denominator && floor % 2n !== 0n);
  return up ? floor + 1n : floor;
}

function assertSame(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} cannot be added or compared`);
}

function safe(amount: bigint, currency: Currency): Money {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${amount} ${currency} is too large to be exact`);
  return { amount: number, currency };
}
