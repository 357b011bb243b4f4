import { isRefusal } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { playableOf } from '../recording/playable.ts';
import {
  type Assembly,
  type AssemblyMessage,
  assemble,
  type DeclaredObject,
  declaredIn,
  openAssembly,
  refuseObject,
} from './assembly.ts';
import { missingOf, stateOf } from './completeness.ts';
import { CONTINUOUS_OVERRUN, OVERRUN, recordingLimits, verificationLimits } from './limits.ts';

const object = (n: number, kind: DeclaredObject['kind'] = 'segment', durationMs = 10_000): DeclaredObject => ({
  n,
  kind,
  durationMs: kind === 'segment' ? durationMs : 0,
  bytes: 1000,
  identity: `${n}-${kind}`,
});
const opened = (recording: 'event' | 'continuous' = 'event') => openAssembly('ts', recordingLimits[recording]);
const refused = (assembly: Assembly, message: AssemblyMessage) => {
  const answer = assemble(assembly, message);
  return isRefusal(answer) ? answer.code : undefined;
};
const declare = (one: DeclaredObject): AssemblyMessage => ({ type: 'declare', object: one });
const commit = (n: number, isStored = true): AssemblyMessage => ({ type: 'commit', n, isStored });
const close = (objects: number): AssemblyMessage => ({ type: 'close', objects, durationMs: 10_000 * objects });

/** Plays messages; a refused one changes nothing. */
const play = (messages: AssemblyMessage[], from: Assembly = opened()) =>
  messages.reduce((assembly, message) => {
    const answer = assemble(assembly, message);
    return isRefusal(answer) ? assembly : answer.assembly;
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
    expect(refused(closed, declare(object(2)))).toBe('event_closed');
    expect(refused(closed, commit(2))).toBe('event_closed');
  });

  test('gives up what was declared and never committed when it is closed without it', () => {
    const closed = play([...sent(object(0)), declare(object(1)), close(1)]);
    expect(stateOf(closed)).toBe('complete');
    expect(closed.objects.has(1)).toBe(false);
  });

  test('cannot be closed with fewer objects than were committed, or twice with different numbers', () => {
    const two = play(sent(object(0), object(1)));
    expect(refused(two, close(1))).toBe('event_conflict');
    expect(refused(play([close(2)], two), close(3))).toBe('event_conflict');
    expect(assemble(play([close(2)], two), close(2))).toMatchObject({ news: false });
  });

  test('takes an object as it was declared first, and refuses another one under its number', () => {
    const one = play([declare(object(0))]);
    expect(assemble(one, declare(object(0)))).toMatchObject({ news: false });
    expect(refused(one, declare(object(0, 'init')))).toBe('object_conflict');
  });

  test('commits what is declared and stored', () => {
    expect(refused(opened(), commit(0))).toBe('object_unknown');
    expect(refused(play([declare(object(0))]), commit(0, false))).toBe('object_not_stored');
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
          if (isRefusal(answer)) continue;
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
        let before = opened();
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
    watch(({ declared, objects }) => {
      expect(declared.footageMs).toBeLessThanOrEqual(recordingLimits.event.footage + OVERRUN);
      expect(declared).toEqual(declaredIn(objects.values()));
    });
  });

  test('a call that knows one object and sums of the rest is answered as one that knows all objects', () => {
    fc.assert(
      fc.property(fc.constantFrom('event' as const, 'continuous' as const), anything, (recording, messages) => {
        let whole = opened(recording);
        for (const message of messages) {
          const n = message.type === 'declare' ? message.object.n : message.type === 'commit' ? message.n : undefined;
          const known = n === undefined ? undefined : whole.objects.get(n);
          const around = n === undefined ? whole : { ...whole, objects: new Map(known ? [[known.n, known]] : []) };
          const [expected, answer] = [assemble(whole, message), assemble(around, message)];
          if (isRefusal(expected)) {
            expect(answer).toEqual(expected);
            continue;
          }
          expect(answer).toMatchObject({ news: expected.news, assembly: { declared: expected.assembly.declared } });
          whole = expected.assembly;
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('footage that is recorded all the time', () => {
  /** However a camera cuts the same footage: 10, 20 or 60 s and up to the next key frame, and whatever is left at the end. */
  const cuts = fc
    .tuple(
      fc.integer({ min: 30_000, max: 3_600_000 }),
      fc.infiniteStream(
        fc.tuple(fc.constantFrom(10_000, 20_000, 60_000), fc.nat(4000)).map(([length, more]) => length + more),
      ),
      fc.infiniteStream(fc.nat()),
    )
    .map(([footage, lengths, order]) => {
      const pieces: number[] = [];
      for (let left = footage; left > 0; left -= pieces.at(-1) ?? 0)
        pieces.push(Math.min(left, lengths.next().value ?? left));
      const objects = pieces.map((ms, n) => object(n, 'segment', ms));
      const shuffled = objects.map((one) => ({ one, by: order.next().value ?? 0 })).sort((a, b) => a.by - b.by);
      return { footage, objects, inAnyOrder: shuffled.map(({ one }) => one) };
    });

  test('is all of it in whatever segments it comes, in whatever order', () => {
    fc.assert(
      fc.property(cuts, ({ footage, objects, inAnyOrder }) => {
        const messages = [...sent(...inAnyOrder), close(objects.length)];
        let assembly = opened('continuous');
        for (const message of messages) {
          expect(refused(assembly, message)).toBeUndefined();
          assembly = play([message], assembly);
        }
        expect(stateOf(assembly)).toBe('complete');
        expect(assembly.declared.footageMs).toBe(footage);
        const played = playableOf(assembly, 'ts', false);
        expect(played.map(({ n }) => n)).toEqual(objects.map(({ n }) => n));
        expect(played.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(footage);
      }),
    );
  });
});

describe('limits', () => {
  const segments = (...lengths: number[]) => lengths.map((ms, n) => object(n, 'segment', ms));
  const why = (recording: 'event' | 'continuous', others: DeclaredObject[], one: DeclaredObject) =>
    refuseObject({ container: 'ts', limits: recordingLimits[recording], declared: declaredIn(others) }, one)?.code;

  test('an event is over at five minutes, and the segment in which they fall may reach the next key frame', () => {
    const almost = segments(...Array.from({ length: 29 }, () => 10_000));
    expect(why('event', almost, object(29, 'segment', 20_000))).toBeUndefined();
    expect(why('event', almost, object(29, 'segment', 20_001))).toBe('footage_limit_reached');
    expect(why('event', segments(300_000), object(1, 'segment', 1))).toBe('footage_limit_reached');
    expect(why('event', segments(300_000), object(1, 'snapshot'))).toBeUndefined();
    expect(why('event', [], object(0, 'segment', 300_000 + OVERRUN))).toBeUndefined();
    expect(why('event', [], object(0, 'segment', 300_000 + OVERRUN + 1))).toBe('footage_limit_reached');
  });

  test('only the last segment of continuous footage may be short, in whatever order they come', () => {
    expect(why('continuous', [], object(0, 'segment', 4000))).toBeUndefined();
    expect(why('continuous', segments(4000), object(1))).toBe('segment_too_short');
    expect(why('continuous', [object(1)], object(0, 'segment', 4000))).toBe('segment_too_short');
    expect(why('continuous', [object(1, 'segment', 4000)], object(0))).toBeUndefined();
  });

  test('an hour of continuous footage ends with whatever segment it falls in, of 10, 20 or 60 s', () => {
    for (const length of [10_000, 20_000, 60_000]) {
      // Each is cut at the first key frame after so long.
      const cut = length + 3900;
      const all = segments(...Array.from({ length: Math.ceil(3_600_000 / cut) }, () => cut));
      const last = all.pop();
      expect(last && why('continuous', all, last)).toBeUndefined();
      expect(why('continuous', last ? [...all, last] : all, object(400, 'segment', 10_000))).toBe(
        'footage_limit_reached',
      );
    }
    expect(why('continuous', segments(3_590_000), object(1, 'segment', 10_000 + CONTINUOUS_OVERRUN))).toBeUndefined();
    const longer = object(1, 'segment', 10_001 + CONTINUOUS_OVERRUN);
    expect(why('continuous', segments(3_590_000), longer)).toBe('footage_limit_reached');
  });

  test('a segment of continuous footage may hold a minute of 8 Mbit/s, and one of an event no more than before', () => {
    const minute = { ...object(0, 'segment', 60_000), bytes: 60_000_000 };
    expect(why('continuous', [], minute)).toBeUndefined();
    expect(why('continuous', [], { ...minute, bytes: 64 * 1024 * 1024 + 1 })).toBe('object_too_large');
    expect(why('continuous', [], { ...minute, kind: 'snapshot' })).toBe('object_too_large');
    expect(why('event', [], minute)).toBe('object_too_large');
  });

  test('an event ends by number and bytes too, and no object is larger than its kind', () => {
    const many = Array.from({ length: verificationLimits.objects }, (_, n) => object(n, 'snapshot'));
    const event = { container: 'ts' as const, limits: verificationLimits, declared: declaredIn(many) };
    expect(refuseObject(event, object(160, 'snapshot'))?.code).toBe('footage_limit_reached');
    const large = { ...object(0), bytes: 17 * 1024 * 1024 };
    expect(refuseObject({ ...event, declared: declaredIn([]) }, large)?.code).toBe('object_too_large');
    expect(refuseObject({ ...event, container: 'mp4', declared: declaredIn([]) }, large)).toBeUndefined();
  });
});

const sorted = ({ objects, closed }: Assembly) => [[...objects.values()].sort((a, b) => a.n - b.n), closed];

function isAcknowledged({ objects, closed }: Assembly, message: AssemblyMessage): boolean {
  if (message.type === 'close') return closed !== null;
  const known = objects.get(message.type === 'declare' ? message.object.n : message.n);
  return message.type === 'declare' ? known !== undefined : known?.state === 'committed';
}
