import { type Duration, milliseconds, minutes, seconds } from '@kaitong/contract';

/** What a run needs of the platform. Each is up where one process at least says so; who says it reaches the database. */
export const PARTS = ['api', 'broker', 'disk'] as const;
export type Part = (typeof PARTS)[number];

/** How long a part may say nothing before it counts as away: a pause of a process is no outage. */
export const UNNOTICED = seconds(5);
/** A camera whose tries failed waits for up to so long before the next: it cannot know sooner that we are back. */
export const WAY_BACK = seconds(30);
/** More time than this is given back to no run. Whatever it misses after that is ours. */
export const MOST_GIVEN_BACK = minutes(10);

/** How much time the platform has lost, in milliseconds; moments since 1970. */
export type OutageTally = {
  /** Only ever grows. What a run has to be given back is the difference between two looks at it. */
  lostMs: number;
  /** Up to here it is counted; ahead of the present while cameras are on their way back. */
  countedAt: number;
  /** When each part was last said to be up. */
  upAt: Readonly<Partial<Record<Part, number>>>;
};

/** Since when a part has been away; `undefined` where none is. */
export function awaySince({ upAt }: OutageTally, now: number, unnoticed: number = UNNOTICED): number | undefined {
  const last = Object.values(upAt).filter((at) => now - at > unnoticed);
  return last.length === 0 ? undefined : Math.min(...last);
}

/** What has been lost by now, of an outage that goes on too. */
export function lostAt(tally: OutageTally, now: number): number {
  const since = awaySince(tally, now);
  return tally.lostMs + (since === undefined ? 0 : Math.max(0, now - Math.max(since, tally.countedAt)));
}

/** From where a run counts that begins now: of a way back that goes on, its camera needs the rest. */
export const lostBefore = (tally: OutageTally, now: number): number =>
  lostAt(tally, now) - Math.max(0, tally.countedAt - now);

/**
 * These parts are up now. Times at which several were away count once; an outage ends with the last part that is back, and
 * the cameras' way.
 *
 * @param unnoticed zero for whoever begins alone: nobody else was up before, however short that was
 */
export function countUp(
  tally: OutageTally,
  parts: readonly Part[],
  now: number,
  unnoticed: number = UNNOTICED,
): OutageTally {
  const since = awaySince(tally, now, unnoticed);
  const upAt = { ...tally.upAt };
  for (const part of parts) upAt[part] = Math.max(upAt[part] ?? now, now);
  if (since === undefined) return { ...tally, upAt };
  const isOver = awaySince({ ...tally, upAt }, now, unnoticed) === undefined;
  const until = Math.max(tally.countedAt, isOver ? now + WAY_BACK : now);
  return { lostMs: tally.lostMs + until - Math.max(since, tally.countedAt), countedAt: until, upAt };
}

/** Whether cameras that were there before an outage may still be on their way back. */
export const isOnItsWay = ({ countedAt }: OutageTally, now: number): boolean => now < countedAt;

/** What a run knows of outages: as far as the tally was counted for it, and what came of that. */
export type GivenBack = {
  lostSeenMs: number;
  givenBackMs: number;
  /** Beyond the most: time that it lost and was not given back. */
  lostForGoodMs: number;
};

/** Counts for a run what was lost since: `by` is what its deadline, its grant and the patience with it move by, together. */
export function giveBack(run: GivenBack, lostMs: number): GivenBack & { by: Duration } {
  const lost = Math.max(0, lostMs - run.lostSeenMs);
  const by = Math.min(lost, MOST_GIVEN_BACK - run.givenBackMs);
  return {
    lostSeenMs: run.lostSeenMs + lost,
    givenBackMs: run.givenBackMs + by,
    lostForGoodMs: run.lostForGoodMs + lost - by,
    by: milliseconds(by),
  };
}
