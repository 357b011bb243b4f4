import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

type Job = { begun: Promise<void>; end(): void; answer: Promise<string> };

function start(turns: Turns, key: string): Job {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  const work = (): Promise<string> => {
    begun.resolve();
    return ended.promise;
  };
  return { begun: begun.promise, end: () => ended.resolve('done'), answer: turns.run(key, work) };
}

test('work of a key is done one after the other, in the order in which it came; other keys do not wait', async () => {
  const turns = new Turns({ mostWaiting: 9 });
  const order: number[] = [];
  const jobs = [0, 1, 2].map((n) => {
    const job = start(turns, 'one');
    void job.begun.then(() => order.push(n));
    return job;
  });
  const [first, second, third] = jobs as [Job, Job, Job];
  await start(turns, 'another').begun;
  await first.begun;
  expect(order).toEqual([0]);
  first.end();
  await second.begun;
  expect(order).toEqual([0, 1]);
  second.end();
  await third.begun;
  third.end();
  expect(await Promise.all(jobs.map(({ answer }) => answer))).toEqual(['done', 'done', 'done']);
});

test('more than may wait are not begun, and a failure is the end of a turn too', async () => {
  const turns = new Turns({ mostWaiting: 1 });
  const failing = Promise.withResolvers<never>();
  const first = turns.run('key', () => failing.promise);
  const second = start(turns, 'key');
  expect(await turns.run('key', async () => 'never')).toBe('full');
  failing.reject(new Error('broken'));
  await expect(first).rejects.toThrow('broken');
  await second.begun;
  second.end();
  expect(await second.answer).toBe('done');
});
