import type { Currency, control, Output } from '@kaitong/contract';

type Month = Output<typeof control.getBilling>['months'][number];
/** Money in minor units. `isOpen`: the month is not over, so its amount may still change. */
export type SharePoint = { month: string; amount: number; isOpen: boolean };
export type ShareSeries = { currency: Currency; points: SharePoint[] };

/**
 * One series a currency that has shares, with a point for every month: months without any are zero, not absent. The last
 * month is the one that has not ended.
 */
export function shareSeries(rows: readonly Month[], months: readonly string[]): ShareSeries[] {
  const currencies = [
    ...new Set(rows.filter(({ share }) => share.amount !== 0).map(({ currency }) => currency)),
  ].sort();
  const open = months.at(-1);
  return currencies.map((currency) => ({
    currency,
    points: months.map((month) => ({
      month,
      amount: rows.find((row) => row.month === month && row.currency === currency)?.share.amount ?? 0,
      isOpen: month === open,
    })),
  }));
}

/** A round number of minor units at or above the largest amount (1, 2 or 5 times a power of ten): the axis ends there. */
function roundUp(largest: number): number {
  if (largest <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= largest) ?? largest;
}

/**
 * Three amounts for the lines of a chart, highest first, all of them whole minor units: zero is one of them. With income alone
 * the middle one is half of the highest; with losses alone, half of the lowest.
 */
export function ticksOf(amounts: readonly number[]): [top: number, middle: number, bottom: number] {
  const top = roundUp(Math.max(...amounts));
  const bottom = 0 - roundUp(-Math.min(...amounts));
  if (top > 0 && bottom < 0) return [top, 0, bottom];
  if (bottom < 0) return [0, -halfOf(-bottom), 2 * -halfOf(-bottom)];
  return [2 * halfOf(top), halfOf(top), 0];
}

const halfOf = (end: number): number => Math.max(1, Math.ceil(end / 2));
