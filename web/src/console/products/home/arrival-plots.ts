import type { ProductHome } from '@kaitong/contract';

/** More lines than these nobody tells apart; the newest versions are looked at. */
const MOST_SERIES = 4;

type Arrivals = ProductHome['fleet']['arrivals'];
/** A value for each day; null: nothing came of it. */
export type Series = { firmware: string; values: (number | null)[] };
export type Plot = { days: string[]; series: Series[]; top: number };

/** How often events arrived whole, in per cent, and how soon the middle one could be watched; `undefined`: there were none. */
export function plotsOf(arrivals: Arrivals): { success: Plot; playable: Plot } | undefined {
  const shown = arrivals.slice(0, MOST_SERIES);
  const days = [...new Set(shown.flatMap((one) => one.days.map(({ day }) => day)))].sort();
  if (days.length === 0) return undefined;
  const lines = (read: (day: Arrivals[number]['days'][number]) => number | null): Series[] =>
    shown.map(({ firmware, days: known }) => ({
      firmware,
      values: days.map((day) => {
        const one = known.find((each) => each.day === day);
        const value = one ? read(one) : null;
        return value === null ? null : Math.round(value * 10) / 10;
      }),
    }));
  const playable = lines(({ playableSeconds }) => playableSeconds);
  const longest = Math.max(1, ...playable.flatMap(({ values }) => values.filter((value) => value !== null)));
  return {
    success: { days, series: lines(({ opened, arrived }) => (100 * arrived) / Math.max(1, opened)), top: 100 },
    playable: { days, series: playable, top: longest <= 10 ? 10 : Math.ceil(longest / 20) * 20 },
  };
}
