import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Listener, Notifications } from './notifications.ts';
import { workThroughRows } from './row-queue.ts';

/** Rows that a test adds, and lanes that take them. */
function createRows() {
  const listeners = new Set<Listener>();
  const notifications: Notifications = {
    on: (_topic, listener) => {
      listeners.add(listener as Listener);
      return () => listeners.delete(listener as Listener);
    },
    onTime: () => () => {},
    needsStandby: () => false,
    close: async () => {},
  };
  let waiting = 0;
  let looks = 0;
  let takes = 0;
  let atWork = 0;
  let mostAtWork = 0;
  const ended = new EventTarget();
  const finish: (() => void)[] = [];
  const queue = workThroughRows({
    notifications,
    topic: 'rows',
    lanes: 3,
    onError: (error) => {
      throw error;
    },
    isThere: async () => {
      looks++;
      return waiting > 0;
    },
    async takeOne(onTaken) {
      takes++;
      await Promise.resolve(); // as a database does
      if (waiting === 0) return 'none';
      const taking = waiting + atWork > 1 ? 'one of many' : 'the last';
      waiting--;
      onTaken(taking);
      mostAtWork = Math.max(mostAtWork, ++atWork);
      await new Promise<void>((resolve) => finish.push(resolve));
      atWork--;
      ended.dispatchEvent(new Event('ended'));
      return taking;
    },
  });
  return {
    queue,
    add(count: number, { told = 1 } = {}) {
      waiting += count;
      for (let n = 0; n < told; n++) for (const listener of listeners) listener('x');
    },
    /** Ends the work on one row. */
    async finishOne() {
      const end = once(ended, 'ended');
      finish.shift()?.();
      await end;
    },
    finishAll() {
      for (const resolve of finish.splice(0)) resolve();
    },
    state: () => ({ waiting, atWork, mostAtWork, looks, takes }),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('as many rows are worked on at once as there are lanes, and each is taken once', async () => {
  const rows = createRows();
  rows.add(5, { told: 5 });
  await turn();
  expect(rows.state()).toMatchObject({ waiting: 2, atWork: 3 });
  for (let left = 5; left > 0; left--) {
    await rows.finishOne();
    await turn();
  }
  expect(rows.state()).toMatchObject({ waiting: 0, atWork: 0, mostAtWork: 3 });
  await rows.queue.stop();
});

test('where there is nothing, one lane looks, and a notification makes it try to take once', async () => {
  const rows = createRows();
  await turn();
  expect(rows.state()).toMatchObject({ looks: 1, takes: 0 });
  rows.add(0);
  await turn();
  expect(rows.state()).toMatchObject({ looks: 1, takes: 1 });
  await rows.queue.stop();
});

test('whoever takes the only row has nobody look for more, and does not look itself afterwards', async () => {
  const rows = createRows();
  await turn();
  rows.add(1);
  await turn();
  expect(rows.state()).toMatchObject({ looks: 1, takes: 1, atWork: 1 });
  await rows.finishOne();
  await turn();
  expect(rows.state()).toMatchObject({ looks: 1, takes: 1 });
  await rows.queue.stop();
});

test('whoever takes one of several has another lane look, and looks itself afterwards', async () => {
  const rows = createRows();
  await turn();
  rows.add(2);
  await turn();
  const { looks, ...state } = rows.state();
  expect(state).toMatchObject({ takes: 2, atWork: 2, waiting: 0 });
  await rows.finishOne();
  await turn();
  expect(rows.state()).toMatchObject({ looks: looks + 1, takes: 2, atWork: 1 });
  rows.finishAll();
  await rows.queue.stop();
});

type Happening =
  | { type: 'commit' }
  | { type: 'finish' | 'die' | 'taken elsewhere' | 'finished elsewhere' | 'died elsewhere' };

/** A table that two processes work through: ours, with its queue, and another, of which we see what it takes. */
function createTable(lanes: number) {
  const rows = new Map<number, 'free' | 'ours' | 'theirs'>();
  const listeners = new Set<Listener>();
  const endings: ((outcome: 'done' | 'failed') => void)[] = [];
  let next = 0;
  const has = (state: string) => [...rows].find(([, of]) => of === state)?.[0];
  const queue = workThroughRows({
    notifications: {
      on: (_topic, listener) => {
        listeners.add(listener as Listener);
        return () => listeners.delete(listener as Listener);
      },
      onTime: () => () => {},
      needsStandby: () => false,
      close: async () => {},
    },
    topic: 'rows',
    lanes,
    onError: () => {},
    isThere: async () => {
      await Promise.resolve();
      return rows.size > 0;
    },
    async takeOne(onTaken) {
      await Promise.resolve();
      const row = has('free');
      if (row === undefined) return 'none';
      const taking = rows.size > 1 ? 'one of many' : 'the last';
      rows.set(row, 'ours');
      onTaken(taking);
      const outcome = await new Promise<'done' | 'failed'>((resolve) => endings.push(resolve));
      if (outcome === 'done') rows.delete(row);
      else rows.set(row, 'free');
      if (outcome === 'failed') throw new Error('as told');
      return taking;
    },
  });
  const move = (from: string, to: 'free' | 'theirs' | undefined): void => {
    const row = has(from);
    if (row === undefined) return;
    if (to) rows.set(row, to);
    else rows.delete(row);
  };
  const happen = ({ type }: Happening): void => {
    if (type === 'commit') {
      rows.set(next++, 'free');
      for (const listener of listeners) listener('x');
    } else if (type === 'finish' || type === 'die') endings.shift()?.(type === 'finish' ? 'done' : 'failed');
    else if (type === 'taken elsewhere') move('free', 'theirs');
    else if (type === 'finished elsewhere') move('theirs', undefined);
    else move('theirs', 'free');
  };
  const free = () => [...rows.values()].filter((of) => of === 'free').length;
  return { queue, happen, free, idle: () => lanes - endings.length, finishAll: () => endings.splice(0) };
}

test('a row that was told of, or that another process dropped, never stays free for longer than between two looks', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const happenings = fc.record({
    type: fc.constantFrom<Happening['type']>(
      ...(['commit', 'commit', 'finish', 'die', 'taken elsewhere', 'finished elsewhere', 'died elsewhere'] as const),
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.tuple(happenings, fc.constantFrom(0, 0, 10, 900, 4000)), { maxLength: 30 }),
      async (lanes, story) => {
        const table = createTable(lanes);
        for (const [happening, ms] of story) {
          table.happen(happening as Happening);
          await vi.advanceTimersByTimeAsync(ms);
        }
        await vi.advanceTimersByTimeAsync(2100);
        expect(table.free() === 0 || table.idle() === 0).toBe(true);
        const stopped = table.queue.stop();
        for (const end of table.finishAll()) end('done');
        await stopped;
      },
    ),
    { numRuns: 300 },
  );
  vi.useRealTimers();
});

test('rows that one notification stands for are all taken', async () => {
  const rows = createRows();
  await turn();
  rows.add(3);
  await turn();
  for (let left = 3; left > 0; left--) {
    await rows.finishOne();
    await turn();
  }
  expect(rows.state()).toMatchObject({ waiting: 0, atWork: 0 });
  await rows.queue.stop();
});

test('a row that comes while others are worked on is taken beside them', async () => {
  const rows = createRows();
  rows.add(1);
  await turn();
  rows.add(1);
  await turn();
  expect(rows.state()).toMatchObject({ waiting: 0, atWork: 2 });
  rows.finishAll();
  await rows.queue.stop();
});

test('stopping waits for what is worked on, and takes nothing more', async () => {
  const rows = createRows();
  rows.add(4, { told: 4 });
  await turn();
  const stopped = rows.queue.stop();
  rows.finishAll();
  await stopped;
  expect(rows.state()).toMatchObject({ waiting: 1, atWork: 0 });
});
