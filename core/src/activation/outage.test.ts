import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  awaySince,
  countUp,
  type GivenBack,
  giveBack,
  isOnItsWay,
  lostAt,
  lostBefore,
  MOST_GIVEN_BACK,
  type OutageTally,
  PARTS,
  type Part,
  UNNOTICED,
  WAY_BACK,
} from './outage.ts';

const START = 1_700_000_000_000;
const fresh: OutageTally = { lostMs: 0, countedAt: START, upAt: { api: START, broker: START, disk: START } };

/** Some process says so long after the last word which parts it has up. */
const word = fc.record({
  after: fc.integer({ min: 1, max: 40_000 }),
  parts: fc.subarray<Part>([...PARTS]),
});
const words = fc.array(word, { maxLength: 60 });

/** All words, with the tally after each. */
function play(said: { after: number; parts: Part[] }[]): { now: number; before: OutageTally; tally: OutageTally }[] {
  let [now, tally] = [START, fresh];
  return said.map(({ after, parts }) => {
    now += after;
    const before = tally;
    tally = countUp(before, parts, now);
    return { now, before, tally };
  });
}

/** The rule said once more, over the whole of a story: stretches in which a part was away, with the way back, as one set. */
function lostByStretches(said: { after: number; parts: Part[] }[], end: number): number {
  const moments: Record<Part, number[]> = { api: [START], broker: [START], disk: [START] };
  let now = START;
  for (const { after, parts } of said) {
    now += after;
    for (const part of parts) moments[part].push(now);
  }
  const away = PARTS.flatMap((part) =>
    [...moments[part], end].flatMap((at, n, all): [number, number][] => {
      const next = all[n + 1];
      return next !== undefined && next - at > UNNOTICED ? [[at, next]] : [];
    }),
  ).sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [from, to] of away) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  let [sum, counted] = [0, START];
  for (const [from, to] of joined) {
    const until = to === end ? to : to + WAY_BACK;
    sum += Math.max(0, until - Math.max(from, counted));
    counted = Math.max(counted, until);
  }
  return sum;
}

describe('time that the platform lost', () => {
  test('is that in which a part was away and that of the cameras’ way back, each moment once', () => {
    fc.assert(
      fc.property(words, (some) => {
        const said = [...some, { after: 1, parts: [...PARTS] }];
        const end = START + said.reduce((sum, { after }) => sum + after, 0);
        const last = play(said).at(-1);
        expect(last?.tally.lostMs).toBe(lostByStretches(said, end + 1));
      }),
    );
  });

  test('never shrinks, is never more than has passed with one way back, and counts at a word no less than was seen before', () => {
    fc.assert(
      fc.property(words, (said) => {
        let seen = 0;
        for (const { now, before, tally } of play(said)) {
          expect(tally.lostMs).toBeGreaterThanOrEqual(lostAt(before, now));
          expect(lostAt(tally, now)).toBeGreaterThanOrEqual(seen);
          expect(tally.lostMs).toBeLessThanOrEqual(now - START + WAY_BACK);
          seen = lostAt(tally, now);
        }
      }),
    );
  });

  test('is none where every part says something often enough, whichever process does', () => {
    const often = fc.array(
      fc.record({ after: fc.integer({ min: 1, max: Math.floor(UNNOTICED / 3) }), part: fc.nat(2) }),
      {
        minLength: 3,
      },
    );
    fc.assert(
      fc.property(often, (said) => {
        const inTurn = said.map(({ after }, n) => ({ after, parts: [PARTS[n % 3] ?? 'api'] }));
        expect(play(inTurn).at(-1)?.tally.lostMs).toBe(0);
      }),
    );
  });

  test('is counted from the last word on, however short it was, for whoever begins alone', () => {
    expect(countUp(fresh, PARTS, START + 1500, 0).lostMs).toBe(1500 + WAY_BACK);
    expect(countUp(fresh, PARTS, START + 1500).lostMs).toBe(0);
  });

  test('goes on while one part is away, whatever others say, and ends when it is back', () => {
    const full = countUp(fresh, ['api', 'broker'], START + 20_000);
    expect(awaySince(full, START + 20_000)).toBe(START);
    expect(lostAt(full, START + 23_000)).toBe(23_000);
    const over = countUp(full, ['disk', 'api', 'broker'], START + 30_000);
    expect(over.lostMs).toBe(30_000 + WAY_BACK);
    expect(awaySince(over, START + 30_000)).toBeUndefined();
  });
});

test('cameras are on their way back for as long as that is given, and without an outage never', () => {
  const over = countUp(fresh, PARTS, START + 20_000);
  expect(isOnItsWay(over, START + 20_000 + WAY_BACK - 1)).toBe(true);
  expect(isOnItsWay(over, START + 20_000 + WAY_BACK)).toBe(false);
  expect(isOnItsWay(fresh, START + 1000)).toBe(false);
});

describe('a run is given back', () => {
  test('the rest of the cameras’ way back, where it begins during that, and nothing where it begins later', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(2 * WAY_BACK), (away, later) => {
        const over = countUp(fresh, PARTS, START + away, 0);
        const now = START + away + later;
        const by = over.lostMs - lostBefore({ ...over, upAt: { api: now, broker: now, disk: now } }, now);
        expect(by).toBe(away === 0 ? 0 : Math.max(0, WAY_BACK - later));
      }),
    );
  });

  const begun: GivenBack = { lostSeenMs: 0, givenBackMs: 0, lostForGoodMs: 0 };
  const losses = fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 20 });

  test('everything that was lost since it began, once, up to the most', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), losses, (before, lost) => {
        let run: GivenBack = { ...begun, lostSeenMs: before };
        let [total, moved] = [before, 0];
        for (const more of lost) {
          total += more;
          const { by, ...next } = giveBack(run, total);
          expect(by).toBeGreaterThanOrEqual(0);
          moved += by;
          run = next;
          expect(giveBack(run, total).by).toBe(0);
        }
        expect(moved).toBe(Math.min(total - before, MOST_GIVEN_BACK));
        expect(run.givenBackMs).toBe(moved);
        expect(run.lostForGoodMs).toBe(total - before - moved);
      }),
    );
  });

  test('nothing by a tally that is behind what it saw of an outage that went on', () => {
    expect(giveBack({ ...begun, lostSeenMs: 900 }, 500)).toEqual({ ...begun, lostSeenMs: 900, by: 0 });
  });
});
