import { once } from 'node:events';
import { expect, test } from 'vitest';
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
    close: async () => {},
  };
  let waiting = 0;
  let looks = 0;
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
    async takeOne(onTaken) {
      looks++;
      await Promise.resolve(); // as a database does
      if (waiting === 0) return false;
      waiting--;
      onTaken();
      mostAtWork = Math.max(mostAtWork, ++atWork);
      await new Promise<void>((resolve) => finish.push(resolve));
      atWork--;
      ended.dispatchEvent(new Event('ended'));
      return true;
    },
  });
  return {
    queue,
    add(count: number) {
      waiting += count;
      for (const listener of listeners) listener('x');
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
    state: () => ({ waiting, atWork, mostAtWork, looks }),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('as many rows are worked on at once as there are lanes, and each is taken once', async () => {
  const rows = createRows();
  rows.add(5);
  await turn();
  expect(rows.state()).toMatchObject({ waiting: 2, atWork: 3 });
  for (let left = 5; left > 0; left--) {
    await rows.finishOne();
    await turn();
  }
  expect(rows.state()).toMatchObject({ waiting: 0, atWork: 0, mostAtWork: 3 });
  await rows.queue.stop();
});

test('where there is nothing, one lane looks, and a notification makes it look once more', async () => {
  const rows = createRows();
  await turn();
  const { looks } = rows.state();
  expect(looks).toBe(1);
  rows.add(0);
  await turn();
  expect(rows.state().looks).toBe(looks + 1);
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
  rows.add(4);
  await turn();
  const stopped = rows.queue.stop();
  rows.finishAll();
  await stopped;
  expect(rows.state()).toMatchObject({ waiting: 1, atWork: 0 });
});
