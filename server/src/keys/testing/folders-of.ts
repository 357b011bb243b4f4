import type { KeyPlaces } from '../key-place.ts';

/** Both copies of keys as folders, as they are wherever a test does not put one into a bucket. */
export function foldersOf({ first, second }: KeyPlaces): { first: string; second: string } {
  if (typeof second !== 'string') throw new Error(`The second copy of the keys is in the bucket ${second.bucket}.`);
  return { first, second };
}
