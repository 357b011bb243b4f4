import type { AssembledObject, Closed } from './assembly.ts';

export type AssemblyState = 'open' | 'incomplete' | 'complete';
/** As much of an event as this needs to know. */
type Known = {
  objects: ReadonlyMap<number, Pick<AssembledObject, 'state'>>;
  closed: Pick<Closed, 'objects'> | null;
};

/** `incomplete`: closed, and objects are missing that may still come. */
export function stateOf(assembly: Known): AssemblyState {
  if (!assembly.closed) return 'open';
  return missingOf(assembly).length === 0 ? 'complete' : 'incomplete';
}

/** The numbers from 0 up to the last known one, or the last one that the close promised, that are not committed. */
export function missingOf({ objects, closed }: Known): number[] {
  const count = closed?.objects ?? Math.max(-1, ...objects.keys()) + 1;
  return Array.from({ length: count }, (_, n) => n).filter((n) => objects.get(n)?.state !== 'committed');
}
