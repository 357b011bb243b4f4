import type { Assembly } from './assembly.ts';

export type AssemblyState = 'open' | 'incomplete' | 'complete';

/** `incomplete`: closed, and objects are missing that may still come. */
export function stateOf(assembly: Assembly): AssemblyState {
  if (!assembly.closed) return 'open';
  return missingOf(assembly).length === 0 ? 'complete' : 'incomplete';
}

/** The numbers up to the last known one, or the last one that the close promised, that are not committed. */
export function missingOf({ objects, closed }: Assembly): number[] {
  const count = closed?.objects ?? Math.max(-1, ...objects.keys()) + 1;
  return Array.from({ length: count }, (_, n) => n).filter((n) => objects.get(n)?.state !== 'committed');
}

/** A segment of a playlist: which init object it needs (fMP4), and whether footage is missing right before it. */
export type PlayableSegment = { n: number; durationMs: number; init: number | null; afterGap: boolean };

/**
 * What of an event can be played, in order. `live`: only up to the first hole, so that the playlist never changes but at
 * its end while players follow it; otherwise everything there is, with gaps said as such.
 */
export function playableOf(assembly: Assembly, container: 'ts' | 'fmp4' | 'mp4', live: boolean): PlayableSegment[] {
  const count = Math.max(-1, ...assembly.objects.keys()) + 1;
  const playable: PlayableSegment[] = [];
  let init: number | null = null;
  let afterGap = false;
  for (let n = 0; n < count; n++) {
    const object = assembly.objects.get(n);
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
