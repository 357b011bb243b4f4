import type { Currency, control, Output } from '@kaitong/contract';

type Month = Output<typeof control.getBilling>['months'][number];
export type SharePoint = { month: string; amount: number };
export type ShareSeries = { currency: Currency; points: SharePoint[] };

/** One series a currency that has shares, with a point for every month: months without any are zero, not absent. */
export function shareSeries(rows: readonly Month[], months: readonly string[]): ShareSeries[] {
  const currencies = [
    ...new Set(rows.filter(({ share }) => share.amount !== 0).map(({ currency }) => currency)),
  ].sort();
  return currencies.map((currency) => ({
    currency,
    points: months.map((month) => ({
      month,
      amount: rows.find((row) => row.month === month && row.currency === currency)?.share.amount ?? 0,
    })),
  }));
}

/** A round number of minor units at or above the largest amount (1, 2 or 5 times a power of ten): the axis ends there. */
export function roundUp(largest: number): number {
  if (largest <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= largest) ?? largest;
}
