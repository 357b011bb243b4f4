import { type ConformanceItem, isOwed } from '@kaitong/contract';

type Ordered = Pick<ConformanceItem, 'state' | 'verdict' | 'reason'>;

/** What somebody has to look at first; what nobody asked for, or is not about such a camera, comes last. */
function placeOf(item: Ordered): number {
  const { verdict } = item;
  if (verdict === 'fail') return 0;
  if (verdict === 'warn') return 1;
  if (verdict === 'pass') return 3;
  return isOwed(item) ? 2 : 4;
}

/** In the order in which they are tried until the last one has ended; from then on what did not pass stands on top. */
export const inOrder = <Item extends Ordered>(items: readonly Item[]): Item[] =>
  items.every(({ state }) => state === 'ended') ? items.toSorted((a, b) => placeOf(a) - placeOf(b)) : [...items];
