import { isRefusal, seconds } from '@kaitong/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cheapPasswords } from '../secrets/testing.ts';
import { Lane } from './lane.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A lane whose turns take as long as the test says. */
function openLane() {
  const lane = new Lane(cheapPasswords);
  const ends: (() => void)[] = [];
  const began: string[] = [];
  const sent: string[] = [];
  const pass = async (ms: number): Promise<void> => {
    await settled();
    vi.advanceTimersByTime(ms);
    await settled();
  };
  return {
    lane,
    began,
    sent,
    ask(name: string, wrong = 0, from = name) {
      const answer = lane.turn({ from, wrong }, () => {
        began.push(name);
        return new Promise<string>((resolve) => ends.push(() => resolve(name)));
      });
      void answer.then((one) => isRefusal(one) && sent.push(name));
      return answer;
    },
    pass,
    /** Time passes, and then the turn is over. */
    async end(ms: number) {
      await pass(ms);
      ends.shift()?.();
      await settled();
    },
  };
}

test('turns are taken one after the other, in the order in which they came', async () => {
  const lane = openLane();
  for (const name of ['a', 'b', 'c']) void lane.ask(name);
  await settled();
  expect(lane.began).toEqual(['a']);
  await lane.end(100);
  await lane.end(100);
  expect(lane.began).toEqual(['a', 'b', 'c']);
  expect(lane.sent).toEqual([]);
});

/** Teaches it what a turn takes. */
async function teach(lane: ReturnType<typeof openLane>, ms: number): Promise<void> {
  for (let n = 0; n < 30; n++) {
    void lane.ask('before');
    await lane.end(ms);
  }
  lane.began.length = 0;
}

test('nobody is let into a line in which more than one and a half seconds would pass, as the turns before took', async () => {
  const lane = openLane();
  await teach(lane, 500);
  for (const name of ['now', '0.5 s', '1 s', '1.5 s']) void lane.ask(name);
  const late = await lane.ask('2 s');
  expect(late).toMatchObject({ code: 'platform_busy', params: { seconds: 2 } });
  expect(lane.sent).toEqual(['2 s']);
});

test('whoever waits for two seconds is sent away, even when no turn ends; who is next stays', async () => {
  const lane = openLane();
  for (const name of ['hangs', 'next', 'third', 'fourth']) void lane.ask(name);
  await lane.pass(1999);
  expect(lane.sent).toEqual([]);
  await lane.pass(1);
  expect(lane.sent).toEqual(['third', 'fourth']);
  void lane.ask('newcomer'); // does not overtake who waits for so long already
  void lane.ask('another');
  await settled();
  expect(lane.sent).toEqual(['third', 'fourth', 'another']);
  await lane.end(1000);
  await lane.end(0);
  expect(lane.began).toEqual(['hangs', 'next', 'newcomer']);
});

test('a turn that does not end keeps everybody else out, but for one: whoever tried least', async () => {
  const lane = openLane();
  void lane.ask('hangs');
  await lane.pass(3000);
  const before = lane.ask('tried before', 2);
  void lane.ask('owner');
  expect(await before).toMatchObject({ code: 'platform_busy' });
  expect(await lane.ask('another owner')).toMatchObject({ code: 'platform_busy' });
  await lane.end(0);
  await lane.end(0);
  expect(lane.began).toEqual(['hangs', 'owner']);
});

test('who tried less goes first, and who tried most makes room where there is none', async () => {
  const lane = openLane();
  for (let n = 0; n < 40; n++) void lane.ask(`guess ${n}`, 9);
  await settled();
  const refused = lane.sent.length;
  const let_ = 39 - refused;
  expect(refused).toBeGreaterThan(20);
  for (let n = 0; n < 5; n++) void lane.ask(`owner ${n}`);
  await settled();
  expect(lane.sent.slice(refused)).toEqual([`guess ${let_}`, `guess ${let_ - 1}`]);
  for (let n = 0; n < 6; n++) await lane.end(150);
  expect(lane.began).toEqual(['guess 0', 'owner 0', 'owner 1', 'owner 2', 'owner 3', 'owner 4', 'guess 1']);
});

test('two tries that were wrong count as half a second, each more as twice as much: who comes later than that goes behind', async () => {
  const lane = openLane();
  void lane.ask('first');
  void lane.ask('four times', 4);
  void lane.ask('thrice', 3);
  void lane.ask('twice', 2);
  void lane.ask('once', 1);
  await lane.pass(600);
  void lane.ask('newcomer');
  for (let n = 0; n < 6; n++) await lane.end(100);
  expect(lane.began).toEqual(['first', 'once', 'twice', 'newcomer', 'thrice', 'four times']);
});

test('who was sent away and comes when told has been waiting; who comes at once, or much later, has not', async () => {
  const lane = openLane();
  let newcomers = 0;
  const fill = async (): Promise<void> => {
    for (let n = 0; n < 20; n++) void lane.ask(`newcomer ${newcomers++}`);
    await settled();
  };
  const drain = async (): Promise<void> => {
    while (lane.lane.waiting > 0) await lane.end(100);
    await lane.end(100);
    lane.began.length = 0;
  };
  await fill();
  expect(await lane.ask('told')).toMatchObject({ params: { seconds: 2 } });
  for (const name of ['late', 'early']) expect(await lane.ask(name)).toMatchObject({ code: 'platform_busy' });
  await lane.pass(1000);
  await fill();
  expect(await lane.ask('early')).toMatchObject({ code: 'platform_busy' });
  await lane.pass(999);
  await drain();
  await fill();
  expect(await lane.ask('early')).toMatchObject({ code: 'platform_busy' });
  void lane.ask('told');
  await lane.end(100);
  expect(lane.began).toEqual(['newcomer 40', 'told']);
  await drain();
  await lane.pass(60_000);
  await fill();
  expect(await lane.ask('late')).toMatchObject({ code: 'platform_busy' });
});

test('many tries from one place at once wait behind each other, not before everybody else', async () => {
  const lane = openLane();
  for (const name of ['a1', 'a2', 'a3', 'a4']) void lane.ask(name, 0, 'a');
  void lane.ask('b', 0);
  for (let n = 0; n < 4; n++) await lane.end(100);
  expect(lane.began).toEqual(['a1', 'a2', 'b', 'a3', 'a4']);
});

test('whoever would be sent away is, without asking for a turn', async () => {
  const lane = new Lane(cheapPasswords);
  const ask = { from: 'x', wrong: 3 };
  expect(lane.refuse(ask)).toBeUndefined();
  const turns = Array.from({ length: 40 }, () => lane.turn(ask, () => new Promise<void>(setImmediate)));
  expect(lane.refuse(ask)).toMatchObject({ code: 'platform_busy' });
  expect(lane.refuse({ from: 'y', wrong: 0 })).toBeUndefined();
  await Promise.all(turns);
  expect(lane.refuse(ask)).toBeUndefined();
});

test('a turn that fails is over too', async () => {
  const lane = new Lane(cheapPasswords);
  await expect(lane.turn({ from: 'x', wrong: 0 }, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await lane.turn({ from: 'x', wrong: 0 }, async () => 'next')).toBe('next');
});

test('whoever asked is either served, once, or sent away within two seconds, whatever the order and the tries before', async () => {
  const asked = fc.array(
    fc.record({ wrong: fc.nat(3), from: fc.constantFrom('a', 'b', 'c', 'd'), pause: fc.nat(900), ends: fc.boolean() }),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(asked, async (steps) => {
      const lane = openLane();
      const waits: number[] = [];
      for (const [n, { wrong, from, pause, ends }] of steps.entries()) {
        const came = performance.now();
        void lane.ask(String(n), wrong, from).then((one) => isRefusal(one) && waits.push(performance.now() - came));
        await vi.advanceTimersByTimeAsync(pause);
        if (ends) await lane.end(0);
      }
      for (let n = 0; n <= steps.length; n++) await lane.end(10);
      const all = [...lane.began, ...lane.sent].map(Number).sort((a, b) => a - b);
      expect(all).toEqual(steps.map((_, n) => n));
      expect(Math.max(0, ...waits)).toBeLessThanOrEqual(seconds(2) + 1); // what a timer rounds
    }),
  );
});

test('however many newcomers there are, whoever was sent away and comes when told is let in then', async () => {
  const flood = fc.record({
    everyMs: fc.integer({ min: 5, max: 400 }),
    turnMs: fc.integer({ min: 20, max: 1200 }),
    wrong: fc.nat(5),
    startsAfter: fc.integer({ min: 0, max: 3000 }),
  });
  await fc.assert(
    fc.asyncProperty(flood, async ({ everyMs, turnMs, wrong, startsAfter }) => {
      const lane = new Lane(cheapPasswords);
      const turn = () => new Promise<void>((over) => setTimeout(over, turnMs));
      let newcomers = 0;
      let returns = 0;
      let isIn = false;
      let comesAt = startsAfter;
      const come = async (): Promise<void> => {
        const answer = await lane.turn({ from: 'person', wrong }, async () => {
          isIn = true;
        });
        if (!isRefusal(answer)) return;
        returns += 1;
        comesAt = performance.now() - began + 1000 * Number(answer.params.seconds);
      };
      const began = performance.now();
      for (let at = 0; !isIn && at < 120_000; at += everyMs) {
        void lane.turn({ from: `newcomer ${newcomers++}`, wrong: 0 }, turn);
        if (at >= comesAt) {
          comesAt = Number.POSITIVE_INFINITY;
          void come();
        }
        vi.advanceTimersByTime(everyMs);
        await settled();
      }
      expect(isIn).toBe(true);
      expect(returns).toBeLessThanOrEqual(1);
    }),
    { numRuns: 200 },
  );
});
