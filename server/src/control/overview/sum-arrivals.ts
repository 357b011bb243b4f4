import { compareFirmware, type overview, type Reply, type regionPlane } from '@kaitong/contract';
import { middleOf } from '@kaitong/core';

type Counted = Reply<typeof regionPlane.countArrivals>['items'][number];
type Arrivals = Reply<typeof overview.getProductHome>['fleet']['arrivals'];

/** What several regions counted as one, the newest version first, its days in their order. */
export function sumArrivals(counted: readonly Counted[]): Arrivals {
  const byVersion = new Map<Counted['firmware'], Map<string, Counted>>();
  for (const one of counted) {
    const days = byVersion.get(one.firmware) ?? new Map<string, Counted>();
    byVersion.set(one.firmware, days.set(one.day, add(days.get(one.day), one)));
  }
  return [...byVersion]
    .sort(([a], [b]) => compareFirmware(b, a))
    .map(([firmware, days]) => ({
      firmware,
      days: [...days.values()]
        .sort((a, b) => a.day.localeCompare(b.day))
        .map(({ day, opened, arrived, playable }) => ({ day, opened, arrived, playableSeconds: middleOf(playable) })),
    }));
}

const add = (before: Counted | undefined, one: Counted): Counted =>
  before === undefined
    ? one
    : {
        ...one,
        opened: before.opened + one.opened,
        arrived: before.arrived + one.arrived,
        playable: one.playable.map((n, at) => n + (before.playable[at] ?? 0)),
      };
