import type { Money } from '@kaitong/contract';
import { multiply, ratio, subtract, zero } from './arithmetic.ts';

/**
 * Divides an amount by weights so that the parts sum up to it exactly. Each part is the difference of two rounded running
 * totals, so it is within one minor unit of its exact value and a weight of 0 gets nothing. Throws when no weight is
 * above 0 or one is below.
 */
export function allocate(money: Money, weights: readonly number[]): Money[] {
  if (weights.some((weight) => weight < 0)) throw new RangeError('weights must not be negative');
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) throw new RangeError('an allocation needs a weight above 0');
  let weight = 0n;
  let before = zero(money.currency);
  return weights.map((own) => {
    weight += BigInt(own);
    const upTo = multiply(money, ratio(weight, total));
    const part = subtract(upTo, before);
    before = upTo;
    return part;
  });
}
