import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JobQueue } from './job-queue.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('jobs start in the order in which they came, never more at once than there are places', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 12 }),
      async (places, fails) => {
        const queue = new JobQueue(places);
        const started: number[] = [];
        let most = 0;
        const jobs = fails.map((fail, i) =>
          queue
            .run(async () => {
              started.push(i);
              most = Math.max(most, queue.load.running);
              await settle();
              if (fail) throw new Error('the job itself failed');
            })
            .catch(() => undefined),
        );
        expect(queue.load).toEqual({
          running: Math.min(places, fails.length),
          waiting: Math.max(0, fails.length - places),
        });
        await Promise.all(jobs);
        expect(started).toEqual(fails.map((_, i) => i));
        expect(most).toBeLessThanOrEqual(places);
        expect(queue.load).toEqual({ running: 0, waiting: 0 });
      },
    ),
    { numRuns: 50 },
  );
});

test('a job that is given up while it waits leaves the queue and lets the others go on', async () => {
  const queue = new JobQueue(1);
  let finish = (): void => undefined;
  const first = queue.run(() => new Promise<void>((resolve) => (finish = resolve)));
  const gone = new AbortController();
  const second = queue.run(async () => 'second', { signal: gone.signal });
  const third = queue.run(async () => 'third');
  gone.abort(new Error('cancelled'));
  await expect(second).rejects.toThrow('cancelled');
  expect(queue.load).toEqual({ running: 1, waiting: 1 });
  finish();
  await first;
  expect(await third).toBe('third');
});

test('`onStarted` comes when the job leaves the queue', async () => {
  const queue = new JobQueue(1);
  let finish = (): void => undefined;
  const first = queue.run(() => new Promise<void>((resolve) => (finish = resolve)));
  let started = false;
  const second = queue.run(async () => undefined, { onStarted: () => (started = true) });
  await settle();
  expect(started).toBe(false);
  finish();
  await Promise.all([first, second]);
  expect(started).toBe(true);
});

test('what lets all jobs go before waits until none waits, and no longer than its signal', async () => {
  const queue = new JobQueue(1);
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { signal } = new AbortController();
  const given = new AbortController();
  await queue.whenNoneWaits(signal); // nothing is there
  const [one, two] = [queue.run(() => first.promise), queue.run(() => second.promise)];
  let isTurn = false;
  const waits = queue.whenNoneWaits(signal).then(() => {
    isTurn = true;
  });
  const gone = queue.whenNoneWaits(given.signal);
  given.abort(new Error('given up'));
  await expect(gone).rejects.toThrow('given up');
  await settle();
  expect(isTurn).toBe(false);
  first.resolve();
  await one;
  await waits; // the second one runs
  second.resolve();
  await two;
});
