import { isRefusal, seconds } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cheapPasswords } from '../secrets/testing.ts';
import { Lane } from './lane.ts';

/** A lane whose turns take as long as the test says. */
function openLane() {
  let now = 0;
  const lane = new Lane(cheapPasswords, { longestWait: seconds(2), now: () => now });
  const ends: (() => void)[] = [];
  const began: string[] = [];
  const sent: string[] = [];
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
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
    pass(ms: number) {
      now += ms;
    },
    async end(ms: number) {
      await settled();
      now += ms;
      ends.shift()?.();
      await settled();
    },
    settled,
  };
}

test('turns are taken one after the other, in the order in which they came', async () => {
  const lane = openLane();
  for (const name of ['a', 'b', 'c']) void lane.ask(name);
  await lane.settled();
  expect(lane.began).toEqual(['a']);
  await lane.end(100);
  await lane.end(100);
  expect(lane.began).toEqual(['a', 'b', 'c']);
  expect(lane.sent).toEqual([]);
});

test('nobody is let into a line in which more than two seconds would pass, as the turns before took', async () => {
  const lane = openLane();
  for (let n = 0; n < 30; n++) {
    void lane.ask('before');
    await lane.end(500); // teaches it what a turn takes
  }
  lane.began.length = 0;
  for (const name of ['now', '0.5 s', '1 s', '1.5 s', '2 s']) void lane.ask(name);
  const late = await lane.ask('2.5 s');
  expect(late).toMatchObject({ code: 'platform_busy', params: { seconds: 3 } });
  expect(lane.sent).toEqual(['2.5 s']);
});

test('a turn that does not end keeps everybody else out, but for one: whoever tried least', async () => {
  const lane = openLane();
  void lane.ask('hangs');
  lane.pass(3000);
  const before = lane.ask('tried before', 1);
  void lane.ask('owner');
  expect(await before).toMatchObject({ code: 'platform_busy' });
  expect(await lane.ask('another owner')).toMatchObject({ code: 'platform_busy' });
  await lane.end(0);
  await lane.end(0);
  expect(lane.began).toEqual(['hangs', 'owner']);
});

test('who tried less goes first, and takes the place of who tried most where there is none', async () => {
  const lane = openLane();
  for (let n = 0; n < 40; n++) void lane.ask(`guess ${n}`, 9);
  await lane.settled();
  const refused = lane.sent.length;
  expect(refused).toBeGreaterThan(0);
  void lane.ask('owner', 0);
  await lane.settled();
  expect(lane.sent.slice(refused)).toEqual([`guess ${39 - refused}`]);
  await lane.end(150);
  expect(lane.began).toEqual(['guess 0', 'owner']);
});

test('many tries from one place at once wait behind each other, not before everybody else', async () => {
  const lane = openLane();
  for (const name of ['a1', 'a2', 'a3', 'a4']) void lane.ask(name, 0, 'a');
  void lane.ask('b', 0);
  for (let n = 0; n < 4; n++) await lane.end(100);
  expect(lane.began).toEqual(['a1', 'a2', 'b', 'a3', 'a4']);
});

test('what a lane would answer can be asked without asking for a turn', async () => {
  const lane = new Lane(cheapPasswords);
  const ask = { from: 'x', wrong: 3 };
  expect(lane.refuses(ask)).toBeUndefined();
  const turns = Array.from({ length: 40 }, () => lane.turn(ask, () => new Promise<void>(setImmediate)));
  expect(lane.refuses(ask)).toMatchObject({ code: 'platform_busy' });
  expect(lane.refuses({ from: 'y', wrong: 0 })).toBeUndefined();
  await Promise.all(turns);
  expect(lane.refuses(ask)).toBeUndefined();
});

test('a turn that fails is over too', async () => {
  const lane = new Lane(cheapPasswords);
  await expect(lane.turn({ from: 'x', wrong: 0 }, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await lane.turn({ from: 'x', wrong: 0 }, async () => 'next')).toBe('next');
});

test('whoever asked is either served, once, or sent away, whatever the order and the tries before', async () => {
  const asked = fc.array(
    fc.record({ wrong: fc.nat(3), from: fc.constantFrom('a', 'b', 'c'), pause: fc.nat(400), ends: fc.boolean() }),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(asked, async (steps) => {
      const lane = openLane();
      for (const [n, { wrong, from, pause, ends }] of steps.entries()) {
        void lane.ask(String(n), wrong, from);
        lane.pass(pause);
        if (ends) await lane.end(0);
      }
      for (let n = 0; n <= steps.length; n++) await lane.end(10);
      const all = [...lane.began, ...lane.sent].map(Number).sort((a, b) => a - b);
      expect(all).toEqual(steps.map((_, n) => n));
    }),
  );
});
