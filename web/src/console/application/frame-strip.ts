import type { Finding } from '@kaitong/contract/checks';
import type { ObjectView } from './run-view.ts';

/** A frame in milliseconds of the clip: from when on it is there, and how long until the next one, at most as usual. */
export type Frame = { bytes: number; key: boolean; fromMs: number; lastsMs: number };

/** From–to in milliseconds of the clip. */
export type Stretch = { fromMs: number; toMs: number };

type Placed = Stretch & { n: number; frames: Frame[] };

const inOrder = (objects: readonly ObjectView[]) =>
  objects.filter((object) => object.strip.length > 0).sort((a, b) => a.n - b.n);

/** The frames of all inspected objects, when they are there, in the order of the clip. */
export const framesOf = (objects: readonly ObjectView[]): Frame[] => placed(objects).flatMap(({ frames }) => frames);

type Somewhere = Pick<Finding, 'object' | 'atMs' | 'params'>;

/**
 * Where a finding is in the clip: at its time, up to its end where it lasts, else its whole object. What is missing has its
 * place where nothing is. Null where it has neither, or concerns an object without frames.
 */
export function placeInStrip(
  { object, atMs, params: { toMs } }: Somewhere,
  objects: readonly ObjectView[],
): Stretch | null {
  const shown = placed(objects);
  const here = shown.find((one) => (object === null ? atMs !== null && atMs < one.toMs : object === one.n));
  if (!here) return null;
  if (atMs === null || !isNear(here, atMs)) return { fromMs: here.fromMs, toMs: here.toMs };
  const fromMs = Math.max(0, atMs);
  const end = shown.at(-1)?.toMs ?? here.toMs;
  const lasts = typeof toMs === 'number' ? toMs - fromMs : 0;
  return { fromMs, toMs: Math.min(end, fromMs + Math.max(lasts, usualOf(here.frames))) };
}

/** Sound may begin a little before the picture of its object. */
const NEAR_MS = 500;
const isNear = ({ fromMs, toMs }: Stretch, atMs: number): boolean => atMs >= fromMs - NEAR_MS && atMs < toMs + NEAR_MS;

/** Objects with their share of the clip's time. */
function placed(objects: readonly ObjectView[]): Placed[] {
  const all: Placed[] = [];
  let originMs: number | null = null;
  for (const object of inOrder(objects)) {
    const nextMs = all.at(-1)?.toMs ?? 0;
    const own = timesOf(object);
    const [first = 0] = own;
    originMs ??= first;
    // A clock that was set, or begins anew with each object: they follow one another.
    const startMs = goesOn(first - originMs, nextMs) ? first - originMs : nextMs;
    const times = own.map((ms) => ms - first + startMs);
    all.push(placeObject(object, times));
  }
  return all;
}

/** A pause of so long is believed. */
const LONGEST_PAUSE_MS = 10_000;
const goesOn = (startMs: number, nextMs: number): boolean =>
  startMs > nextMs - NEAR_MS && startMs < nextMs + LONGEST_PAUSE_MS;

/** What its container says of each frame, where that is a course of time; else they are evenly spread. */
function timesOf({ strip, times, durationMs }: ObjectView): number[] {
  const known = times.filter((ms) => ms !== null);
  const isCourse = known.length === strip.length && known.every((ms, at) => at === 0 || ms > (known[at - 1] ?? ms));
  return isCourse ? known : strip.map((_, at) => (at / strip.length) * durationMs);
}

function placeObject({ n, strip }: ObjectView, times: readonly number[]): Placed {
  const usualMs = median(times.slice(1).map((ms, at) => ms - (times[at] ?? ms)));
  const frames = strip.map(([bytes, key], at) => {
    const fromMs = times[at] ?? 0;
    return { bytes, key, fromMs, lastsMs: Math.min(usualMs, (times[at + 1] ?? Number.POSITIVE_INFINITY) - fromMs) };
  });
  const last = frames.at(-1);
  return { n, frames, fromMs: frames[0]?.fromMs ?? 0, toMs: last ? last.fromMs + last.lastsMs : 0 };
}

const usualOf = (frames: readonly Frame[]): number => Math.max(...frames.map(({ lastsMs }) => lastsMs));

/** Of none what most cameras send. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 40;
}
