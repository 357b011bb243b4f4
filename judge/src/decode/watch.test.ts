import { milliseconds, seconds } from '@kaitong/contract/durations';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginWatch, type Conclusion, deliver, look, turned, type Watch, type WatchLimits } from './watch.ts';

const limits: WatchLimits = {
  processor: seconds(10),
  patience: seconds(100),
  quiet: seconds(5),
  maxMemoryBytes: 1000,
};
const TICK = 10;

/** One look: so long after the last one, with so much more used; and whether a yardstick that was asked for has its turn. */
type Step = { wait: number; used: number; turns: boolean; isStopped?: boolean };

type Seen = { at: number; processorMs: number; says: Conclusion; turnedAt: number | undefined };

/** Looks until something is said that ends the process, or the steps are over. */
function course(steps: Iterable<Step>, { delivered = true } = {}): Seen[] {
  let watch: Watch = beginWatch(0);
  if (delivered) watch = deliver(watch);
  let [at, used] = [0, 0];
  const seen: Seen[] = [];
  for (const step of steps) {
    at += step.wait;
    used += step.used;
    const since = watch.quiet?.since;
    const turnedAt = step.turns && watch.quiet?.yardstick === 'asked' ? at : undefined;
    if (turnedAt !== undefined && since !== undefined) watch = turned(watch, since);
    const processorMs = Math.floor(used / TICK) * TICK;
    const next = look(
      watch,
      { at, reading: { processorMs, memoryBytes: 0, isStopped: step.isStopped === true } },
      limits,
    );
    watch = next.watch;
    seen.push({ at, processorMs, says: next.says, turnedAt });
    if (next.says !== 'go-on' && next.says !== 'ask') break;
  }
  return seen;
}

const end = (seen: Seen[]): Conclusion | undefined => seen.at(-1)?.says;

const arbitrary = (used: fc.Arbitrary<number>, wait = fc.integer({ min: 40, max: 800 })): fc.Arbitrary<Step[]> =>
  fc.array(fc.record({ wait, used, turns: fc.boolean() }), { minLength: 1, maxLength: 300 });

const rarely = fc.oneof(
  { weight: 40, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ max: 200, min: 0 }) },
);

test('starved is not asleep: what gets ten milliseconds in every five seconds is never called so', () => {
  const usage = fc.array(fc.record({ looks: fc.integer({ min: 1, max: 90 }), used: fc.integer({ min: 10, max: 60 }) }));
  fc.assert(
    fc.property(usage, (turns) => {
      const steps = turns.flatMap(({ looks, used }) => [
        ...Array.from({ length: looks }, () => ({ wait: 50, used: 0, turns: true })),
        { wait: 50, used, turns: true },
      ]);
      expect(course(steps).map(({ says }) => says)).not.toContain('asleep');
    }),
  );
});

test('asleep is only what did nothing for five seconds while another process got its turn in them', () => {
  let times = 0;
  fc.assert(
    fc.property(arbitrary(rarely), (steps) => {
      const seen = course(steps);
      if (end(seen) !== 'asleep') return;
      times++;
      const last = seen.at(-1);
      const quiet = seen.filter(({ processorMs }) => processorMs === last?.processorMs);
      const from = (last?.at ?? 0) - limits.quiet;
      expect(quiet[0]?.at).toBeLessThanOrEqual(from);
      // Asked for in the quiet, so what it got it got beside the process.
      const asked = seen.findLast(({ says }) => says === 'ask');
      const turn = seen.findLast(({ turnedAt }) => turnedAt !== undefined);
      expect(asked?.at).toBeGreaterThan(quiet[0]?.at ?? 0);
      expect(turn?.at).toBeGreaterThan(asked?.at ?? 0);
    }),
    { numRuns: 1000 },
  );
  expect(times).toBeGreaterThan(3);
});

test('what sleeps while others get their turn is found within twice five seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 40, max: 400 }), (used, wait) => {
      const busy = { wait: 50, used, turns: true };
      const asleep = Array.from({ length: 300 }, () => ({ wait, used: 0, turns: true }));
      const seen = course([busy, busy, ...asleep]);
      expect(end(seen)).toBe('asleep');
      expect(seen.at(-1)?.at).toBeLessThanOrEqual(100 + 2 * limits.quiet);
    }),
  );
});

test.each([true, false])(
  'what somebody has stopped is never asleep: it has starved after five seconds',
  (delivered) => {
    const stopped = fc.record({ wait: fc.integer({ min: 40, max: 800 }), used: fc.constant(0), turns: fc.boolean() });
    fc.assert(
      fc.property(fc.array(stopped, { minLength: 150, maxLength: 300 }), (steps) => {
        const seen = course(
          steps.map((step) => ({ ...step, isStopped: true })),
          { delivered },
        );
        expect(end(seen)).toBe('starved');
        expect((seen.at(-2)?.at ?? 0) - (seen[0]?.at ?? 0)).toBeLessThan(limits.quiet);
      }),
    );
  },
);

test('what was stopped and goes on has its five seconds anew', () => {
  const still = { wait: 50, used: 0, turns: true };
  const stopped = Array.from({ length: 90 }, () => ({ ...still, isStopped: true }));
  const seen = course([...stopped, ...Array.from({ length: 90 }, () => still)]);
  expect(end(seen)).not.toBe('starved');
  expect(end(seen)).not.toBe('asleep');
});

test('where nobody gets a turn nothing sleeps, and the end of patience says that it starved', () => {
  const steps = arbitrary(rarely).map((all) => all.map((step) => ({ ...step, turns: false })));
  fc.assert(
    fc.property(steps, (all) => {
      expect(['go-on', 'ask', 'starved', 'time']).toContain(end(course(all)));
    }),
  );
});

test('after a look that came too late everything counts anew: this process was stopped, or had no turn itself', () => {
  const still = { wait: 50, used: 0, turns: true };
  const asked = Array.from({ length: 40 }, () => ({ ...still, turns: false }));
  expect(end(course([...asked, { ...still, wait: seconds(20) }]))).toBe('go-on');
});

test('the processor limit is passed by whoever used more since it had all bytes, and by nobody else', () => {
  fc.assert(
    fc.property(arbitrary(fc.integer({ min: 0, max: 900 })), (steps) => {
      const seen = course(steps);
      const used = (seen.at(-1)?.processorMs ?? 0) - (seen[0]?.processorMs ?? 0);
      if (end(seen) === 'time') expect(used).toBeGreaterThan(limits.processor);
      else expect(used).toBeLessThanOrEqual(limits.processor);
    }),
  );
});

test('while its bytes are on their way a process passes no limit of time: at the end it has starved', () => {
  fc.assert(
    fc.property(arbitrary(fc.integer({ min: 0, max: 900 })), (steps) => {
      const says = course(steps, { delivered: false }).map((seen) => seen.says);
      expect(new Set(['go-on', 'starved', ...says])).toEqual(new Set(['go-on', 'starved']));
    }),
  );
});

test('whatever happens, it ends: nothing is at work for longer than its patience', () => {
  fc.assert(
    fc.property(arbitrary(rarely), fc.boolean(), (steps, delivered) => {
      const endless = Array.from(
        { length: 2600 },
        (_, at) => steps[at % steps.length] ?? { wait: 50, used: 0, turns: false },
      );
      const seen = course(endless, { delivered });
      expect(['time', 'asleep', 'starved']).toContain(end(seen));
      expect(seen.at(-2)?.at ?? 0).toBeLessThan(limits.patience);
    }),
  );
});

test('memory has its limit from the first byte on, and no reading is no sleep', () => {
  const watch = beginWatch(0);
  expect(look(watch, { at: 50, reading: { processorMs: 0, memoryBytes: 1001, isStopped: false } }, limits).says).toBe(
    'memory',
  );
  expect(look(deliver(watch), { at: 50, reading: undefined }, limits).says).toBe('go-on');
  expect(look(deliver(watch), { at: milliseconds(100_000), reading: undefined }, limits).says).toBe('starved');
});
