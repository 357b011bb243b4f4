import { type Duration, seconds } from '@kaitong/contract';
import { ended, type ItemEnd } from './item-end.ts';

/** So often a line is ended, so that pauses can be compared. */
export const CUTS = 3;
/** So often after each a device is refused that comes back. */
export const REFUSED_TRIES = 4;
/** From the end of the line on; whoever comes later is let in, however often it was refused. */
export const CUT_FOR: Duration = seconds(40);
/** So long a line has to hold before firmware may take what follows for a new loss. */
export const LINE_HOLDS: Duration = seconds(12);

/** A line that we ended, and when its device tried to have it again; times by the platform's clock, in milliseconds. */
export type LineCut = {
  began: number;
  /** The last one of a cut that is over was let in. */
  tries: readonly number[];
  /** How long each had waited by then to be answered: that is ours, and no part of a pause. */
  waited?: readonly number[];
  isOver: boolean;
};

export const beginCut = (now: number): LineCut => ({ began: now, tries: [], isOver: false });

/** The device comes: refused as often as that is meant, then let in, and the cut is over. */
export function tryLine(cut: LineCut, now: number, waited = 0): LineCut {
  if (cut.isOver) return cut;
  const isLetIn = cut.tries.length >= REFUSED_TRIES || now >= cut.began + CUT_FOR;
  return { ...cut, tries: [...cut.tries, now], waited: [...(cut.waited ?? []), waited], isOver: isLetIn };
}

/** How long it waited before each try but the first, from the answer to the one before. */
const pausesOf = ({ tries, waited = [] }: LineCut): number[] =>
  tries.slice(1).map((at, n) => at - (waited[n + 1] ?? 0) - (tries[n] ?? at));

/** By GEN-5 before the n-th repetition, from 0. */
const leastPause = (n: number): number => Math.min(seconds(0.5) * 2 ** n, seconds(60));

/** What a timer, and the time at which we look, may take from a pause. */
const EARLY = 0.8;
/** By so much pauses grow at least from the first to the last of a cut, if each is to be twice the one before. */
const GROWTH = 1.25;
/** With fewer nothing can be said to grow. */
const FEWEST_PAUSES = 3;
/** What looks like chance in pauses that are always the same: the line's own, and a share for a clock that runs differently. */
const NO_CHANCE = { ms: 100, share: 0.05 };

/** Whether a device waits for longer each time before it comes back, and never as long as the time before. */
export function judgeCuts(cuts: readonly LineCut[]): ItemEnd | undefined {
  const all = cuts.map(pausesOf);
  const rare = cuts.find((_, n) => (all[n]?.length ?? 0) < FEWEST_PAUSES);
  if (rare) return ended('fail', 'line_tried_rarely', { count: rare.tries.length, seconds: CUT_FOR / seconds(1) });
  const hurried = all.find(isHurried) ?? (grow(all) ? undefined : all[0]);
  if (hurried) return ended('fail', 'no_back_off', { pauses: inSeconds(hurried) });
  return all.length > 1 && areSame(all) ? ended('fail', 'same_pauses', { pauses: inSeconds(all[0] ?? []) }) : undefined;
}

const isHurried = (pauses: readonly number[]): boolean => pauses.some((pause, n) => pause < leastPause(n) * EARLY);

/** By the shortest of each: a handshake that took long in one cut makes a pause long, and none short. */
function grow(all: Pauses): boolean {
  const shortest = byPlace(all).map((same) => Math.min(...same));
  return (shortest.at(-1) ?? 0) >= (shortest[0] ?? 0) * GROWTH;
}

/** Each pause as in every other cut. */
const areSame = (all: Pauses): boolean =>
  byPlace(all).every((same) => {
    const longest = Math.max(...same);
    return longest - Math.min(...same) <= Math.max(NO_CHANCE.ms, longest * NO_CHANCE.share);
  });

/** In the order of the cuts, and of their pauses. */
type Pauses = readonly (readonly number[])[];

/** The first pauses of all cuts, their second ones, … */
function byPlace(all: Pauses): number[][] {
  const count = Math.min(all[0]?.length ?? 0, ...all.map(({ length }) => length));
  return Array.from({ length: count }, (_, n) => all.map((pauses) => pauses[n] ?? 0));
}

const inSeconds = (pauses: readonly number[]): string =>
  pauses.map((pause) => (pause / seconds(1)).toFixed(1)).join(', ');
