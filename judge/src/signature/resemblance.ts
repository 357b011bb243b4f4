import { setImmediate as nextTurn } from 'node:timers/promises';
import { THUMBNAIL_SAMPLES } from '../decode/picture-statistics.ts';
import { MotionCourse } from './motion-course.ts';
import { SAMPLE_MS, type Signature } from './signature.ts';

/** Encoded anew a clip has 0.965 and more, however small and coarse; two clips of the same people in one room 0.89 at most. */
export const RESEMBLANCE = 0.96;
/** Over so much of both clips, of which something moves in half. Shorter stretches are alike by chance. */
const LEAST_SHARED = 4000 / SAMPLE_MS;
const LEAST_MOVED = LEAST_SHARED / 2;

/** What repeats itself is alike at another time too: a lamp that blinks, a fan. */
const PERIODIC = 0.8;
const SHORTEST_PERIOD = 1000 / SAMPLE_MS;

/**
 * Whether a signature can tell its clip from others: something moves in it long enough, and does not repeat itself.
 * Only such clips are compared.
 */
export function isTelling(signature: Signature): boolean {
  const course = new MotionCourse(signature);
  if (course.movement({ from: 0, length: course.length }) < LEAST_MOVED || course.length < LEAST_SHARED) return false;
  const longest = course.length - Math.max(LEAST_SHARED / 2, course.length >> 1);
  for (let offset = SHORTEST_PERIOD; offset <= longest; offset++)
    if (correlation(course, course, offset, PERIODIC) >= PERIODIC) return false;
  return true;
}

/**
 * Whether a clip shows what one of the others has shown, as far as pictures of 16 × 9 can tell. It proves nothing. Gives
 * the thread up between two of them: each costs a millisecond.
 */
export async function resembles(signature: Signature, others: Iterable<Signature>): Promise<boolean> {
  const clip = phasesOf(signature);
  for (const other of others) {
    if (bestCorrelation(clip, phasesOf(other), RESEMBLANCE) >= RESEMBLANCE) return true;
    await nextTurn();
  }
  return false;
}

/** How alike two clips are, from −1 to 1: to measure with. */
export const correlationOf = (a: Signature, b: Signature): number => bestCorrelation(phasesOf(a), phasesOf(b));

/** A clip as it was sampled, and half a sample later: where its first frame lies between two samples is chance. */
export type Phases = readonly [asSampled: MotionCourse, later: MotionCourse];

export function phasesOf(signature: Signature): Phases {
  const { cells } = signature;
  const later = cells.slice(THUMBNAIL_SAMPLES);
  for (let i = 0; i < later.length; i++) later[i] = Math.round(((later[i] ?? 0) + (cells[i] ?? 0)) / 2);
  return [new MotionCourse(signature), new MotionCourse({ cells: later })];
}

/**
 * The highest correlation of two clips over all offsets, of half a sample too, at which they share enough; −1 where they
 * never do. Below `least` it may be too low.
 */
export function bestCorrelation([a, laterA]: Phases, [b, laterB]: Phases, least = -1): number {
  return Math.max(atOffsets(a, b, least), atOffsets(a, laterB, least), atOffsets(laterA, b, least));
}

function atOffsets(a: MotionCourse, b: MotionCourse, least: number): number {
  let best = -1;
  for (let offset = LEAST_SHARED - b.length; offset <= a.length - LEAST_SHARED; offset++) {
    const { a: fromA, b: fromB, length } = sharedBy(a, b, offset);
    if (a.movement({ from: fromA, length }) < LEAST_MOVED || b.movement({ from: fromB, length }) < LEAST_MOVED)
      continue;
    best = Math.max(best, correlation(a, b, offset, least));
  }
  return best;
}

/** Where two clips overlap when `b` begins `offset` samples after `a`. */
function sharedBy(a: MotionCourse, b: MotionCourse, offset: number) {
  const [fromA, fromB] = [Math.max(0, offset), Math.max(0, -offset)];
  return { a: fromA, b: fromB, length: Math.min(a.length - fromA, b.length - fromB) };
}

/**
 * Of the cells' courses, each mean over the overlap removed. The areas say what it can be at most: where that is below
 * `least` the cells are not looked at, which saves nine tenths of the work.
 */
function correlation(a: MotionCourse, b: MotionCourse, offset: number, least: number): number {
  const { a: fromA, b: fromB, length } = sharedBy(a, b, offset);
  const [inA, inB] = [
    { from: fromA, length },
    { from: fromB, length },
  ];
  const [energyA, energyB] = [a.cells.energy(inA), b.cells.energy(inB)];
  const scale = Math.sqrt(energyA * energyB);
  if (scale === 0) return -1;
  const restA = Math.max(0, energyA - a.areas.energy(inA));
  const restB = Math.max(0, energyB - b.areas.energy(inB));
  const most = (a.areas.product(fromA, b.areas, fromB, length) + Math.sqrt(restA * restB)) / scale;
  return most < least ? most : a.cells.product(fromA, b.cells, fromB, length) / scale;
}
