import type { AssembledObject } from '../upload/assembly.ts';

/** A segment of a playlist: which init object it needs (fMP4), and whether footage is missing right before it. */
export type PlayableSegment = { n: number; durationMs: number; init: number | null; afterGap: boolean };

/**
 * What of an event can be played, in order. `live`: only up to the first hole, so that the playlist never changes but at
 * its end while players follow it; otherwise everything there is, with gaps said as such.
 */
export function playableOf(
  { objects }: { objects: ReadonlyMap<number, Pick<AssembledObject, 'kind' | 'durationMs' | 'state'>> },
  container: 'ts' | 'fmp4' | 'mp4',
  live: boolean,
): PlayableSegment[] {
  const count = Math.max(-1, ...objects.keys()) + 1;
  const playable: PlayableSegment[] = [];
  let init: number | null = null;
  let afterGap = false;
  for (let n = 0; n < count; n++) {
    const object = objects.get(n);
    if (object?.kind === 'snapshot') continue;
    const isMissing = object?.state !== 'committed';
    if (isMissing && live) break;
    if (!isMissing && object.kind === 'init') init = n;
    else if (isMissing || (container === 'fmp4' && init === null)) afterGap = true;
    else {
      playable.push({ n, durationMs: object.durationMs, init, afterGap });
      afterGap = false;
    }
  }
  return playable;
}
