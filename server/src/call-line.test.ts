import { hours, milliseconds } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallLine, type InLine } from './call-line.ts';

type Job = { end(): void; fail(): void; answer: Promise<string> };

/** Writes its name down when it begins. */
function start(line: CallLine, name: string, begun: string[], inLine?: InLine): Job {
  const ended = Promise.withResolvers<string>();
  const answer = line.run(() => {
    begun.push(name);
    return ended.promise;
  }, inLine);
  answer.catch(() => {});
  return { end: () => ended.resolve(name), fail: () => ended.reject(new Error(name)), answer };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('so many are at work at once; who comes then waits in order, behind what goes on with something begun', async () => {
  const line = new CallLine({ most: 2, longest: hours(1) });
  const begun: string[] = [];
  const [a, b] = [start(line, 'a', begun), start(line, 'b', begun)];
  for (const name of ['c', 'd']) start(line, name, begun);
  start(line, 'e', begun, { goesOn: true });
  await settled();
  expect(begun).toEqual(['a', 'b']);
  a.end();
  expect(await a.answer).toBe('a');
  await settled();
  expect(begun).toEqual(['a', 'b', 'e']);
  b.fail(); // a failure leaves its place too
  await expect(b.answer).rejects.toThrow('b');
  await settled();
  expect(begun).toEqual(['a', 'b', 'e', 'c']);
});

test('who waits for too long, or whom nobody waits for any more, leaves the line and is never begun', async () => {
  const line = new CallLine({ most: 1, longest: milliseconds(5) });
  const begun: string[] = [];
  const first = start(line, 'first', begun);
  const late = start(line, 'late', begun);
  await expect(late.answer).rejects.toThrow('1 calls were under way for 5 ms');
  const left = new AbortController();
  const given = start(line, 'given up', begun, { signal: left.signal });
  left.abort(new Error('gone'));
  await expect(given.answer).rejects.toThrow('gone');
  await expect(start(line, 'too late', begun, { signal: left.signal }).answer).rejects.toThrow('gone');
  first.end();
  await first.answer;
  await settled();
  const next = start(line, 'next', begun);
  next.end();
  await next.answer;
  expect(begun).toEqual(['first', 'next']);
});

test('however calls come, end, fail and are given up, no place is lost and none is given twice', async () => {
  const most = 3;
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ goesOn: fc.boolean(), ends: fc.constantFrom('well', 'badly', 'given up'), turns: fc.nat(3) }),
      ),
      async (calls) => {
        const line = new CallLine({ most, longest: hours(1) });
        let [atWork, highest] = [0, 0];
        const run = async ({ goesOn, ends, turns }: (typeof calls)[number]): Promise<void> => {
          const left = new AbortController();
          const answer = line.run(
            async () => {
              highest = Math.max(highest, ++atWork);
              for (let n = 0; n <= turns; n++) await settled();
              atWork -= 1;
              if (ends === 'badly') throw new Error('badly');
            },
            { goesOn, signal: left.signal },
          );
          if (ends === 'given up') left.abort(new Error('given up'));
          await answer.catch(() => {});
        };
        await Promise.all(calls.map(run));
        expect(atWork).toBe(0);
        expect(highest).toBeLessThanOrEqual(most);
        const begun: string[] = [];
        const after = Array.from({ length: most }, (_, n) => start(line, String(n), begun));
        expect(begun).toHaveLength(most); // all places are free
        for (const one of after) one.end();
        await Promise.all(after.map(({ answer }) => answer));
      },
    ),
    { numRuns: 60 },
  );
});
