import type { Finding } from '@kaitong/contract/checks';
import type { InspectedObject } from '../facts.ts';
import { clipTimeOf } from '../inspect-clip.ts';
import { segmentsOf } from '../segments.ts';

/** Where a picture of an object stands: when it is decoded and its number, by the clip's clock, and its first byte. */
export function placeOfPicture(
  objects: readonly InspectedObject[],
  n: number,
  picture: number,
): Pick<Finding, 'atMs' | 'frame' | 'offset'> {
  let first = 0;
  for (const { object, inspection } of segmentsOf(objects)) {
    const { video } = inspection.facts;
    if (object.n === n)
      return {
        atMs: clipTimeOf(objects, n, picture),
        frame: first + picture,
        offset: video?.offsets?.[picture] ?? null,
      };
    first += video?.frames ?? 0;
  }
  return { atMs: null, offset: null };
}
