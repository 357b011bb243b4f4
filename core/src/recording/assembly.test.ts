import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Assembly, type AssemblyMessage, assemble, type DeclaredObject, openAssembly } from './assembly.ts';
import { footageOf, OVERRUN } from './footage.ts';
import { RECORDING_LIMIT } from './limits.ts';
import { missingOf, playableOf, stateOf } from './playable.ts';

const object = (n: number, kind: DeclaredObject['kind'] = 'segment', durationMs = 10_000): DeclaredObject => ({
  n,
  kind,
  durationMs: kind === 'segment' ? durationMs : 0,
  identity: `${n}-${kind}`,
});
const declare = (one: DeclaredObject): AssemblyMessage => ({ type: 'declare', object: one });
const commit = (n: number, isStored = true): AssemblyMessage => ({ type: 'commit', n, isStored });
const close = (objects: number): AssemblyMessage => ({ type: 'close', objects, durationMs: 10_000 * objects });

/** Plays messages; a refused one changes nothing. */
const play = (messages: AssemblyMessage[], from: Assembly = openAssembly('event')) =>
  messages.reduce((assembly, message) => {
    const answer = assemble(assembly, message);
    return 'refused' in answer ? assembly : answer.assembly;
  }, from);
/** Objects declared and committed one after the other. */
const sent = (...objects: DeclaredObject[]) => objects.flatMap((one) => [declare(one), commit(one.n)]);
const numbers = (assembly: Assembly, live: boolean) => playableOf(assembly, 'ts', live).map(({ n }) => n);

describe('an event', () => {
  test('is complete when it is closed and every object is committed', () => {
    const open = play(sent(object(0), object(1)));
    expect(stateOf(open)).toBe('open');
    expect(stateOf(play([close(2)], open))).toBe('complete');
    expect(stateOf(play([close(3)], open))).toBe('incomplete');
  });

  test('closed before all of it arrived still takes what its close counted, and nothing beyond', () => {
    const closed = play([...sent(object(0)), declare(object(1)), close(2)]);
    expect(missingOf(closed)).toEqual([1]);
    expect(stateOf(play([commit(1)], closed))).toBe('complete');
    expect(assemble(closed, declare(object(2)))).toEqual({ refused: 'event_closed' });
    expect(assemble(closed, commit(2))).toEqual({ refused: 'event_closed' });
  });

  test('gives up what was declared and never committed when it is closed without it', () => {
    const closed = play([...sent(object(0)), declare(object(1)), close(1)]);
    expect(stateOf(closed)).toBe('complete');
    expect(closed.objects.has(1)).toBe(false);
  });

  test('cannot be closed with fewer objects than were committed, or twice with different numbers', () => {
    const two = play(sent(object(0), object(1)));
    expect(assemble(two, close(1))).toEqual({ refused: 'event_conflict' });
    expect(assemble(play([close(2)], two), close(3))).toEqual({ refused: 'event_conflict' });
    expect(assemble(play([close(2)], two), close(2))).toMatchObject({ news: false });
  });

  test('takes an object as it was declared first, and refuses another one under its number', () => {
    const one = play([declare(object(0))]);
    expect(assemble(one, declare(object(0)))).toMatchObject({ news: false });
    expect(assemble(one, declare(object(0, 'init')))).toEqual({ refused: 'object_conflict' });
  });

  test('commits what is declared and stored', () => {
    expect(assemble(openAssembly('event'), commit(0))).toEqual({ refused: 'object_unknown' });
    expect(assemble(play([declare(object(0))]), commit(0, false))).toEqual({ refused: 'object_not_stored' });
    expect(assemble(play(sent(object(0))), commit(0, false))).toMatchObject({ news: false });
  });
});

describe('what can be played', () => {
  const holed = play([...sent(object(0), object(2), object(3)), declare(object(1))]);

  test('of an event still recording ends at the first hole; of another one the hole is a gap', () => {
    expect(numbers(holed, true)).toEqual([0]);
    expect(playableOf(holed, 'ts', false).map(({ n, afterGap }) => [n, afterGap])).toEqual([
      [0, false],
      [2, true],
      [3, false],
    ]);
  });

  test('of fMP4 needs the init object that came before it', () => {
    const two = play(sent(object(0, 'init'), object(1), object(2, 'snapshot'), object(3, 'init'), object(4)));
    expect(playableOf(two, 'fmp4', false).map(({ n, init }) => [n, init])).toEqual([
      [1, 0],
      [4, 3],
    ]);
    const headless = play(sent(object(1), object(2, 'init'), object(3)));
    expect(playableOf(headless, 'fmp4', false)).toEqual([{ n: 3, durationMs: 10_000, init: 2, afterGap: true }]);
  });

  test('does not wait for a snapshot, nor call one that is missing a gap in the footage', () => {
    const without = play([...sent(object(0), object(2)), declare(object(1, 'snapshot'))]);
    expect(numbers(without, true)).toEqual([0, 2]);
    expect(playableOf(without, 'ts', false).some(({ afterGap }) => afterGap)).toBe(false);
  });
});

describe('over any order, duplication and loss of messages', () => {
  const kinds = fc.array(fc.constantFrom<DeclaredObject['kind']>('segment', 'segment', 'init', 'snapshot'), {
    minLength: 1,
    maxLength: 8,
  });
  const whole = kinds.map((all) => {
    const objects = all.map((kind, n) => object(n, kind));
    return [...sent(...objects), close(objects.length)];
  });

  test('a device that repeats what was not acknowledged always ends with the whole event', () => {
    const lossy = whole.chain((messages) =>
      fc.tuple(
        fc.constant(messages),
        fc.shuffledSubarray([...messages, ...messages], { minLength: 0 }),
        fc.infiniteStream(fc.constantFrom(...messages.keys())),
      ),
    );
    fc.assert(
      fc.property(lossy, ([messages, first, picks]) => {
        let assembly = play(first);
        const waiting = new Set(messages.filter((message) => !isAcknowledged(assembly, message)));
        for (let tries = 0; waiting.size > 0 && tries < 10_000; tries++) {
          const message = messages[picks.next().value ?? 0];
          if (!message || !waiting.has(message)) continue;
          const answer = assemble(assembly, message);
          if ('refused' in answer) continue;
          assembly = answer.assembly;
          waiting.delete(message);
        }
        expect(stateOf(assembly)).toBe('complete');
        expect(sorted(assembly)).toEqual(sorted(play(messages)));
        expect(playableOf(assembly, 'ts', false)).toEqual(playableOf(play(messages), 'ts', false));
      }),
    );
  });

  const anything = fc.array(
    fc.oneof(
      fc
        .tuple(
          fc.nat(9),
          fc.constantFrom<DeclaredObject['kind']>('segment', 'segment', 'segment', 'init', 'snapshot'),
          fc.integer({ min: 0, max: 120_000 }),
        )
        .map(([n, kind, ms]) => declare({ ...object(n, kind, ms), identity: `${n}-${kind}-${ms % 2}` })),
      fc.tuple(fc.nat(9), fc.boolean()).map(([n, isStored]) => commit(n, isStored)),
      fc.integer({ min: 0, max: 10 }).map(close),
    ),
    { maxLength: 40, size: 'max' },
  );
  const watch = (look: (after: Assembly, before: Assembly) => void) =>
    fc.assert(
      fc.property(anything, (messages) => {
        let before = openAssembly('event');
        for (const message of messages) {
          const after = play([message], before);
          look(after, before);
          before = after;
        }
      }),
      { numRuns: 300 },
    );

  test('what was committed once stays as it was committed', () => {
    watch((after, before) => {
      for (const [n, one] of before.objects) if (one.state === 'committed') expect(after.objects.get(n)).toEqual(one);
      if (before.closed) expect(after.closed).toEqual(before.closed);
    });
  });

  test('a playlist that players follow grows at its end only, in order, no segment twice', () => {
    watch((after, before) => {
      const now = playableOf(after, 'fmp4', true);
      const then = playableOf(before, 'fmp4', true);
      expect(now.slice(0, then.length)).toEqual(then);
      expect(now.every(({ n }, i) => n > (now[i - 1]?.n ?? -1))).toBe(true);
    });
  });

  test('no event gets longer than its limit and the way to a key frame', () => {
    watch(({ objects }) => {
      const segments = [...objects.values()].filter(({ kind }) => kind === 'segment');
      expect(footageOf(segments)).toBeLessThanOrEqual(RECORDING_LIMIT.event + OVERRUN);
    });
  });
});

const sorted = ({ objects, closed }: Assembly) => [[...objects.values()].sort((a, b) => a.n - b.n), closed];

function isAcknowledged({ objects, closed }: Assembly, message: AssemblyMessage): boolean {
  if (message.type === 'close') return closed !== null;
  const known = objects.get(message.type === 'declare' ? message.object.n : message.n);
  return message.type === 'declare' ? known !== undefined : known?.state === 'committed';
}
