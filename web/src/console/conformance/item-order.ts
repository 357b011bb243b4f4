import type { ConformanceItem } from '@kaitong/contract';

type Ordered = Pick<ConformanceItem, 'state' | 'verdict' | 'reason'>;

/** What somebody has to look at first; what nobody asked for comes last. */
function placeOf({ verdict, reason }: Ordered): number {
  if (verdict === 'fail') return 0;
  if (verdict === 'warn') return 1;
  if (verdict === 'pass') return 3;
  return reason?.code === 'not_chosen' ? 4 : 2;
}

/** In the order in which they are tried until the last one has ended; from then on what did not pass stands on top. */
export const inOrder = <Item extends Ordered>(items: readonly Item[]): Item[] =>
  items.every(({ state }) => state === 'ended') ? items.toSorted((a, b) => placeOf(a) - placeOf(b)) : [...items];
