import type { StreamTail } from '../../store/region/pushes.ts';
import type { ReadVideo } from './read-footage.ts';
import type { OpenStream } from './streams.ts';

/** Clocks of cameras stumble; from here on footage is missing. */
const GAP_MS = 1000;

/** The number that tools count their segments with: what the name ends in, its extension left out. */
export function numberOf(name: string): number | null {
  const [, digits] = /(\d{1,15})$/.exec(name.replace(/\.[^.]*$/, '')) ?? [];
  return digits === undefined ? null : Number(digits);
}

export const tailOf = (
  name: string,
  {
    startMs,
    durationMs,
    wrapMs,
    parameterSets,
  }: Pick<ReadVideo, 'startMs' | 'durationMs' | 'wrapMs' | 'parameterSets'>,
): StreamTail => ({
  number: numberOf(name),
  endMs: startMs === null ? null : startMs + durationMs,
  wrapMs,
  parameterSets,
});

/** Does a segment go on where its stream ended? Where it does not, it begins another event: players see no hole hidden. */
export function follows({ declaration, tail }: OpenStream, name: string, video: ReadVideo): boolean {
  if (tail === null) return true; // nothing is in it yet
  const keys = ['container', 'codec', 'width', 'height'] as const;
  if (keys.some((key) => declaration[key] !== video[key])) return false;
  const number = numberOf(name);
  // Counted from the beginning again: the tool was started anew.
  if (number !== null && tail.number !== null && number <= tail.number) return false;
  if (video.startMs === null || tail.endMs === null) return true;
  return Math.abs(apart(video.startMs - tail.endMs, video.wrapMs)) < GAP_MS;
}

/** On a clock that starts again after `wrapMs`. */
function apart(ms: number, wrapMs: number | null): number {
  if (wrapMs === null) return ms;
  const ahead = ((ms % wrapMs) + wrapMs) % wrapMs;
  return ahead > wrapMs / 2 ? ahead - wrapMs : ahead;
}
