import type { Finding } from '@kaitong/contract/checks';
import type { ObjectView } from './run-view.ts';

export type Frame = { bytes: number; key: boolean };

const inOrder = (objects: readonly ObjectView[]) =>
  objects.filter((object) => object.strip.length > 0).sort((a, b) => a.n - b.n);

/** The frames of all inspected objects, in the order of the clip. */
export function framesOf(objects: readonly ObjectView[]): Frame[] {
  return inOrder(objects).flatMap((object) => object.strip.map(([bytes, key]) => ({ bytes, key })));
}

type Somewhere = Pick<Finding, 'object' | 'atMs' | 'frame' | 'params'>;

/**
 * Where a finding is among the frames: its picture, else by its time, up to its end where it lasts, else its whole object.
 * Null where it has none of them, or concerns an object without frames.
 */
export function placeInStrip(
  { object, atMs, frame, params: { toMs } }: Somewhere,
  objects: readonly ObjectView[],
): { from: number; to: number } | null {
  const shown = placed(objects);
  const here = shown.find((one) => (object === null ? atMs !== null && atMs < one.endMs : object === one.n));
  if (!here) return null;
  if (atMs === null || !isNear(here, atMs)) return { from: here.frame, to: here.frameEnd };
  const isKnown = frame !== undefined && frame >= here.frame && frame < here.frameEnd;
  const from = isKnown ? frame : frameAt(here, atMs);
  const end = shown.find(({ endMs }) => typeof toMs === 'number' && toMs <= endMs);
  return { from, to: Math.max(from + 1, end && typeof toMs === 'number' ? frameAt(end, toMs) : 0) };
}

type Placed = { n: number; startMs: number; endMs: number; frame: number; frameEnd: number };

/** Objects with their share of the clip's time and frames. */
function placed(objects: readonly ObjectView[]): Placed[] {
  let [startMs, frame] = [0, 0];
  return inOrder(objects).map(({ n, durationMs, strip }) => {
    const one = { n, startMs, endMs: startMs + durationMs, frame, frameEnd: frame + strip.length };
    [startMs, frame] = [one.endMs, one.frameEnd];
    return one;
  });
}

/** Sound may begin a little before the picture of its object. */
const NEAR_MS = 500;
const isNear = ({ startMs, endMs }: Placed, atMs: number): boolean =>
  atMs >= startMs - NEAR_MS && atMs < endMs + NEAR_MS;

/** The frame that is shown then; behind the last one its end. */
function frameAt({ startMs, endMs, frame, frameEnd }: Placed, atMs: number): number {
  const at = frame + Math.floor(((atMs - startMs) / Math.max(1, endMs - startMs)) * (frameEnd - frame));
  return Math.min(frameEnd, Math.max(frame, at));
}
