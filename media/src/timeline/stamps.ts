import type { Frame } from '../bitstream/video-track.ts';
import { usualStepOf } from './usual-step.ts';

/** Time stamps that leave the others, counted, with the first of them. `ms`: how far it is from where it should be. */
export type Outliers = { count: number; frame: number; ms: number };

/** Two series of time stamps that take turns. */
export type Sessions = { switches: number; frame: number; apartMs: number };

/** What is wrong with the order of a track's decoding times, told apart by what a camera does to make it so. */
export type Stamps = {
  /** Times in decoding order as far as they can be relied on: outliers and the smaller of two sessions are null. */
  dts: (number | null)[];
  /** Pictures with the time of the one before, and the first of them. */
  repeats: { count: number; frame: number };
  outliers: Outliers | null;
  sessions: Sessions | null;
  /** Pictures stamped before the one in front of them, when the first of them is due to be decoded, because the stamp is that of their display (B-frames without DTS). */
  reordered: { count: number; frame: number; due: number } | null;
};

/** Steps within one stream; a longer one is a hole (`time.gap`). */
const LONGEST_STEP_MS = 1000;
/** H.264 A.3.1 and H.265 A.4.2: no decoder keeps more pictures than this, so none is displayed later by more. */
const MOST_REORDERED = 16;

/** Of all stamps; more than that are no single ones. */
const MOST_OUTLIERS = 0.2;

type Timed = { index: number; dts: number };

/** Linear, but for one sort where times go back. */
export function readStamps(frames: readonly Frame[]): Stamps {
  const stamps: Stamps = {
    dts: frames.map(({ dts }) => dts),
    repeats: { count: 0, frame: 0 },
    outliers: null,
    sessions: null,
    reordered: null,
  };
  const timed: Timed[] = [];
  for (const [index, { dts }] of frames.entries()) if (dts !== null) timed.push({ index, dts });
  const steps = timed.slice(1).map(({ dts }, n) => dts - (timed[n]?.dts ?? dts));
  for (const [n, step] of steps.entries())
    if (step === 0 && stamps.repeats.count++ === 0) stamps.repeats.frame = timed[n + 1]?.index ?? 0;
  if (steps.every((step) => step >= 0 && step <= LONGEST_STEP_MS)) return stamps;
  stamps.reordered = findReordered(frames, timed, steps);
  if (stamps.reordered) return stamps;
  const single = findOutliers(timed, medianOf(steps.filter((step) => step > 0)));
  // Where they are many, or a stretch of them is long, they may be a stream of their own.
  const areFew = single.outliers !== null && single.indexes.length <= timed.length * MOST_OUTLIERS;
  const other = areFew ? null : splitSessions(timed);
  if (other) stamps.sessions = other.sessions;
  else stamps.outliers = single.outliers;
  for (const index of (other ?? single).indexes) stamps.dts[index] = null;
  return stamps;
}

/**
 * B-frames that carry their display time as decoding time: put in order, the stamps are those of an even stream, none is
 * further from its place than a decoder can reorder, and no picture is displayed on the other side of an IDR picture.
 */
function findReordered(
  frames: readonly Frame[],
  timed: readonly Timed[],
  steps: readonly number[],
): Stamps['reordered'] {
  const back = steps.filter((step) => step < 0).length;
  // B-frames come all the time; a clock that is set comes once.
  if (back < 2 || back < timed.length / 10) return null;
  if (timed.some(({ index, dts }) => frames[index]?.pts !== dts)) return null;
  const sorted = timed.map(({ dts }, n) => ({ dts, n })).sort((a, b) => a.dts - b.dts || a.n - b.n);
  const even = sorted.slice(1).map(({ dts }, n) => dts - (sorted[n]?.dts ?? dts));
  const usual = medianOf(even);
  if (usual === 0 || even.some((step) => step > LONGEST_STEP_MS)) return null;
  const isIdr = ({ n }: { n: number }): boolean => frames[timed[n]?.index ?? -1]?.key === 'idr';
  for (const [place, picture] of sorted.entries()) {
    if (Math.abs(place - picture.n) > MOST_REORDERED) return null;
    if (isIdr(picture) && place !== picture.n) return null;
  }
  const first = steps.findIndex((step) => step < 0);
  return { count: back, frame: timed[first + 1]?.index ?? 0, due: decodingTimeOf(timed, sorted, first + 1, usual) };
}

/** In the same steps as they are shown, and so early that none is shown before it is decoded, nor the picture in question just then. */
function decodingTimeOf(timed: readonly Timed[], sorted: readonly { dts: number }[], n: number, usual: number): number {
  let delay = 0;
  for (const [place, { dts }] of sorted.entries()) delay = Math.max(delay, dts - (timed[place]?.dts ?? dts));
  const due = (sorted[n]?.dts ?? 0) - delay;
  return due < (timed[n]?.dts ?? 0) - usual / 2 ? due : due - usual;
}

/** The least that two recordings take turns, and what the smaller one holds: a clock that is set changes over once. */
const LEAST_SWITCHES = 3;
const LEAST_FRAMES = 5;
const LEAST_SHARE = 0.1;

/** Frames of an old and a new stream, interleaved as after a reconnection: each by itself has no gap and no step back. */
function splitSessions(timed: readonly Timed[]): { sessions: Sessions; indexes: number[] } | null {
  const series: Timed[][] = [[], []];
  let current = 0;
  let switches = 0;
  let first: Timed | undefined;
  for (const picture of timed) {
    const next = nextSeries(series, current, picture.dts);
    if (next === null) return null;
    if (next !== current) {
      switches++;
      first ??= picture;
    }
    series[next]?.push(picture);
    current = next;
  }
  const [a = [], b = []] = series;
  const smaller = a.length < b.length ? a : b;
  if (!first || switches < LEAST_SWITCHES || smaller.length < LEAST_FRAMES) return null;
  if (smaller.length < timed.length * LEAST_SHARE) return null;
  const before = a.findLast(({ index }) => index < (first?.index ?? 0));
  const usual = usualStepOf(a.map(({ dts }) => dts)) ?? 0;
  const apartMs = Math.abs(first.dts - ((before?.dts ?? first.dts) + usual));
  return { sessions: { switches, frame: first.index, apartMs }, indexes: smaller.map(({ index }) => index) };
}

/** Which of two series a time goes on: the one that it follows most closely, the present one where both are as near. */
function nextSeries(series: readonly Timed[][], current: number, dts: number): number | null {
  const distance = (n: number): number => {
    const last = series[n]?.at(-1);
    if (!last) return Number.POSITIVE_INFINITY;
    const step = dts - last.dts;
    return step >= 0 && step <= LONGEST_STEP_MS ? step : Number.NaN;
  };
  const here = distance(current);
  const there = distance(1 - current);
  if (here === Number.POSITIVE_INFINITY) return current;
  if (Number.isNaN(here)) return Number.isNaN(there) ? null : 1 - current;
  return there < here ? 1 - current : current;
}

/** So many wrong stamps in a row still count as single ones. */
const LONGEST_RUN = 3;

/** Stamps that leave the stream and come back to it: a memory that was never written, not a clock that is set. */
function findOutliers(timed: readonly Timed[], usual: number): { outliers: Outliers | null; indexes: number[] } {
  const indexes: number[] = [];
  let outliers: Outliers | null = null;
  let last = timed[0];
  for (let n = 1; n < timed.length && last !== undefined; n++) {
    const picture = timed[n];
    if (!picture) break;
    const off = picture.dts - (last.dts + usual);
    const back = Math.abs(off) > 3 * usual ? returnAfter(timed, n, last.dts, usual) : null;
    if (back === null) {
      last = picture;
      continue;
    }
    outliers ??= { count: 0, frame: picture.index, ms: off };
    for (; n < back; n++) {
      indexes.push(timed[n]?.index ?? 0);
      outliers.count++;
    }
    last = timed[back];
  }
  return { outliers, indexes };
}

/** Where the stream goes on that stood at `from` before the `n`-th picture; null: it does not. */
function returnAfter(timed: readonly Timed[], n: number, from: number, usual: number): number | null {
  const away = timed[n]?.dts ?? from;
  for (let next = n + 1; next <= n + LONGEST_RUN; next++) {
    const dts = timed[next]?.dts;
    if (dts === undefined) return null;
    const step = dts - from;
    const isBetween = away > from && away < dts;
    if (step > 0 && step <= 3 * usual * (next - n + 1) && !isBetween) return next;
  }
  return null;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
