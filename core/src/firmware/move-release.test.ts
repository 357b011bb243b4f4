import { ReleaseClearance, ReleaseMove, ROLL_OUT } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHeld, moveRelease, movesOf, newRelease, type ReleaseStanding, shareOffered } from './move-release.ts';

const moves = fc.array(fc.constantFrom(...ReleaseMove.options), { maxLength: 30 });
/** What does not go is left out. */
const follow = (made: readonly ReleaseMove[]): ReleaseStanding[] => {
  const been = [newRelease];
  for (const move of made) been.push(moveRelease(been.at(-1) ?? newRelease, move) ?? been.at(-1) ?? newRelease);
  return been;
};

test('a release goes through the shares one after the other, and is finished when all were offered it', () => {
  const been = follow(['offer', 'widen', 'widen', 'widen', 'finish']);
  expect(been.map(shareOffered)).toEqual([0, ...ROLL_OUT, 100]);
  expect(been.at(-1)).toEqual({ state: 'finished', share: 100 });
});

test('nothing but widening makes the share larger, by one step, and nothing makes it smaller', () => {
  fc.assert(
    fc.property(moves, (made) => {
      const been = follow(made);
      for (const [i, move] of made.entries()) {
        const [before, after] = [ROLL_OUT.indexOf(been[i]?.share ?? 5), ROLL_OUT.indexOf(been[i + 1]?.share ?? 5)];
        expect(after - before).toBeGreaterThanOrEqual(0);
        expect(after - before).toBeLessThanOrEqual(move === 'widen' ? 1 : 0);
      }
    }),
  );
});

test('one that is halted is offered to nobody until it is resumed, and then to whom it was', () => {
  fc.assert(
    fc.property(moves, (made) => {
      const last = follow(made).at(-1) ?? newRelease;
      const halted = moveRelease(last, 'halt');
      fc.pre(halted !== undefined);
      expect(shareOffered(halted)).toBe(0);
      expect(shareOffered(moveRelease(halted, 'resume') ?? newRelease)).toBe(shareOffered(last));
    }),
  );
});

test('any release can be withdrawn, once, and nothing follows that', () => {
  fc.assert(
    fc.property(moves, (made) => {
      const last = follow(made).at(-1) ?? newRelease;
      const withdrawn = last.state === 'withdrawn' ? last : moveRelease(last, 'withdraw');
      expect(withdrawn?.state).toBe('withdrawn');
      expect(withdrawn && movesOf(withdrawn, 'verified')).toEqual([]);
      expect(withdrawn && shareOffered(withdrawn)).toBe(0);
    }),
  );
});

test('what may be done is what does something', () => {
  fc.assert(
    fc.property(moves, (made) => {
      const last = follow(made).at(-1) ?? newRelease;
      for (const move of ReleaseMove.options)
        expect(movesOf(last, 'verified').includes(move)).toBe(moveRelease(last, move) !== undefined);
    }),
  );
});

test('what has not passed is offered to the first share at most, by whatever moves, and nothing else is kept from it', () => {
  fc.assert(
    fc.property(moves, fc.option(fc.constantFrom(...ReleaseClearance.options)), (made, clearance) => {
      let at = newRelease;
      for (const move of made) {
        const open = movesOf(at, clearance);
        const to = moveRelease(at, move);
        if (to && clearance === null && shareOffered(to) <= ROLL_OUT[0]) expect(open).toContain(move);
        if (to && open.includes(move)) at = to;
        if (clearance === null) expect(shareOffered(at)).toBeLessThanOrEqual(ROLL_OUT[0]);
        if (to && clearance !== null) expect(open).toContain(move);
      }
    }),
  );
});

test('one that went to all before it had to pass is halted, finished or withdrawn, and not resumed', () => {
  const everywhere = { state: 'offered', share: 100 } as const;
  expect(movesOf(everywhere, null)).toEqual(['halt', 'finish', 'withdraw']);
  const halted = { state: 'halted', share: 100 } as const;
  expect(movesOf(halted, null)).toEqual(['withdraw']);
  expect([isHeld(halted, everywhere, null), isHeld(halted, everywhere, 'tested')]).toEqual([true, false]);
});
