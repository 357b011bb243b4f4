import { type Duration, milliseconds, minutes, seconds } from '@kaitong/contract';
import { FOOTAGE_LIMIT } from '@kaitong/core';

/** What is known of one process's judge. */
export type JudgeCapacity = {
  lanes: number;
  /** Milliseconds of one lane for a second of footage. */
  footageCost: number;
};

/**
 * If all runs that hold a grant sent their clips at the same moment, the last one would wait this long for its verdict.
 * More of them would make cameras record for a queue.
 */
const LONGEST_BACKLOG = seconds(60);

/** Before anything was measured: twice what 1080p takes here. */
export const FOOTAGE_COST_UNKNOWN = 100;

/** Clips of so much footage that the judges decode in a millisecond. */
export function clipRate(judges: readonly JudgeCapacity[], footage: Duration): number {
  return heard(judges).reduce((sum, { lanes, footageCost }) => sum + lanes / clipCost(footageCost, footage), 0);
}

/** How many runs may hold a grant at once. At least one for each lane, so that a slow judge works too. */
export function placesOf(judges: readonly JudgeCapacity[]): number {
  const lanes = heard(judges).reduce((sum, judge) => sum + judge.lanes, 0);
  return Math.max(1, Math.ceil(lanes), Math.floor(LONGEST_BACKLOG * clipRate(judges, FOOTAGE_LIMIT)));
}

/**
 * So many more clips are judged within this time as were lately. Who is let in beyond that waits anyway, and makes everything
 * that is under way later: a thousand that begin at once would all end last.
 */
export const LATELY = seconds(5);
/** Beside each lane, where nothing has ended lately. */
const FEW = 24;

/** How many runs may have just begun or wait for their verdict, where so many have ended `LATELY`. */
export function mostUnderWay(judges: readonly JudgeCapacity[], ended: number): number {
  const lanes = heard(judges).reduce((sum, judge) => sum + judge.lanes, 0);
  return Math.max(Math.ceil(FEW * Math.max(1, lanes)), ended);
}

/** No judge is heard of in the first moments, or while the machine is too busy to say anything. */
const heard = (judges: readonly JudgeCapacity[]): readonly JudgeCapacity[] =>
  judges.length > 0 ? judges : [{ lanes: 1, footageCost: FOOTAGE_COST_UNKNOWN }];

const clipCost = (footageCost: number, footage: Duration): number =>
  (footage / seconds(1)) * Math.max(footageCost, 0.1);

/** When the run behind `ahead` others may begin, as far as the last ones tell: places become free as runs end. */
export function expectedWait(ahead: number, { running, meanRun }: { running: number; meanRun: Duration }): Duration {
  return milliseconds(Math.round(((ahead + 1) * meanRun) / Math.max(1, running)));
}

/**
 * When a waiting run looks again: often near the front, where a place may be free at any moment, and seldom where hundreds
 * stand before it. A place that becomes free wakes the first by itself, and one look tells all.
 */
export function lookAgainAfter(wait: Duration): Duration {
  return milliseconds(Math.min(Math.max(wait / 2, seconds(1)), minutes(1)));
}

/** Up to here a maker is told of each one who leaves the line before theirs. */
const NEAR = 10;
/** Farther back a change is worth telling from this share on: a thousand who wait would else be told of a thousand changes each. */
const NOTABLE = 0.1;

/** Whether a place in the line differs enough from what was told of it. */
export const isNewPlace = (place: number, told: number | null): boolean =>
  told === null || (place !== told && (place <= NEAR || Math.abs(told - place) >= told * NOTABLE));
