import { checkOf, type Finding } from '@kaitong/contract/checks';

/** Both as shares of a bar, in per cent of its width. */
export type Scale = { measured: number; limit: number };

/**
 * A value beside its limit on a scale that ends at a round number; per cent end at 100. Null where a bar says nothing: of
 * words, and beside a limit of 0, of which anything is too much.
 */
export function scaleOf({ code, measured, limit }: Pick<Finding, 'code' | 'measured' | 'limit'>): Scale | null {
  if (typeof measured !== 'number' || typeof limit !== 'number' || measured < 0 || limit <= 0) return null;
  const most = Math.max(measured, limit);
  const top = checkOf(code).unit === 'percent' && most <= 100 ? 100 : roundUp(most * 1.02);
  return { measured: (measured / top) * 100, limit: (limit / top) * 100 };
}

const STEPS = [1, 1.5, 2, 3, 4, 5, 7.5, 10] as const;

/** The next number that people would end an axis with. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return (STEPS.find((step) => step * power >= value) ?? 10) * power;
}
