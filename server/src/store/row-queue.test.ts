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

test('whoever takes the only row that it was told of has nobody look for more, and looks itself afterwards', async () => {
  const rows = createRows();
  await turn();
  rows.add(1);
  await turn();
  expect(rows.state()).toMatchObject({ looks: 1, takes: 1, atWork: 1 });
  await rows.finishOne();
  await turn();
  expect(rows.state()).toMatchObject({ looks: 2, takes: 1 });
  await rows.queue.stop();
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
