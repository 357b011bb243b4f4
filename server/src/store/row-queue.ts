import { type Duration, seconds } from '@kaitong/contract';
import type { Notifications } from './notifications.ts';

export type RowQueueOptions = {
  notifications: Notifications;
  /** The notification that says there may be a new row. */
  topic: string;
  /** Takes one row under `FOR UPDATE SKIP LOCKED`, works on it, commits. Resolves to whether there was one. */
  takeOne: () => Promise<boolean>;
  /** Rows in work at once. */
  lanes: number;
  onError: (error: unknown) => void;
};

export type RowQueue = { stop(): Promise<void> };

/** A row that another process dropped when it died is found again within this time. */
const LOOK_EVERY = seconds(2);
const PAUSE_AFTER_ERROR = seconds(1);

/** Works through rows that are their own queue: what is still to do is what the table says, whoever dies meanwhile. */
export function workThroughRows({ notifications, topic, takeOne, lanes, onError }: RowQueueOptions): RowQueue {
  let stopped = false;
  const sleepers = new Set<() => void>();
  let generation = 0;
  const off = notifications.on(topic, () => {
    generation++;
    for (const wake of sleepers) wake();
  });

  async function lane(): Promise<void> {
    while (!stopped) {
      const seen = generation;
      let pause: Duration = LOOK_EVERY;
      try {
        if (await takeOne()) continue;
      } catch (error) {
        onError(error);
        pause = PAUSE_AFTER_ERROR;
      }
      if (seen === generation && !stopped) await sleep(pause);
    }
  }

  function sleep(ms: Duration): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      sleepers.add(wake);
    });
  }

  const working = Promise.all(Array.from({ length: lanes }, lane));
  return {
    async stop() {
      stopped = true;
      off();
      for (const wake of sleepers) wake();
      await working;
    },
  };
}
