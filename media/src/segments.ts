import type { ObjectDeclaration } from '@kaitong/contract/checks';

/** A clip's segments in the order in which they are played; its snapshot and init segment are none. */
export const segmentsOf = <Item extends { object: Pick<ObjectDeclaration, 'n' | 'kind'> }>(
  objects: readonly Item[],
): Item[] => objects.filter(({ object }) => object.kind === 'segment').sort((a, b) => a.object.n - b.object.n);
