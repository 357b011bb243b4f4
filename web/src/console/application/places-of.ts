import type { Finding, FindingGroup } from '@kaitong/contract/checks';

/**
 * What of a fault can be pointed at in the clip: where it has a time, else where what it brings about has one, else the
 * objects that it shows in.
 */
export function placesOf({ findings, follows }: FindingGroup): readonly Finding[] {
  const timed = [findings, ...follows.map((group) => group.findings)].find((some) => some.some(hasTime));
  return timed?.filter(hasTime) ?? findings.filter(({ object }) => object !== null);
}

const hasTime = ({ atMs }: Finding): boolean => atMs !== null;
