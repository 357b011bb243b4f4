import type { Finding } from '@kaitong/contract/checks';
import type { ObjectView } from './run-view.ts';

export type Frame = { bytes: number; key: boolean };

const inOrder = (objects: readonly ObjectView[]) =>
  objects.filter((object) => object.strip.length > 0).sort((a, b) => a.n - b.n);

/** The frames of all inspected objects, in the order of the clip. */
export function framesOf(objects: readonly ObjectView[]): Frame[] {
  return inOrder(objects).flatMap((object) => object.strip.map(([bytes, key]) => ({ bytes, key })));
}

/**
 * Where a finding is among the frames: by its time where it has one, else its whole object. Null where it has neither,
 * or concerns an object without frames.
 */
export function placeInStrip(
  { object, atMs }: Pick<Finding, 'object' | 'atMs'>,
  objects: readonly ObjectView[],
): { from: number; to: number } | null {
  let frame = 0;
  let passedMs = 0;
  for (const one of inOrder(objects)) {
    const end = frame + one.strip.length;
    const isHere = object === null ? atMs !== null && atMs < passedMs + one.durationMs : object === one.n;
    if (isHere) {
      const within = atMs === null ? -1 : (atMs - passedMs) / Math.max(1, one.durationMs);
      if (within < 0 || within >= 1) return { from: frame, to: end };
      const at = frame + Math.floor(within * one.strip.length);
      return { from: at, to: at + 1 };
    }
    frame = end;
    passedMs += one.durationMs;
  }
  return null;
}
