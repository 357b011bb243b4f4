import { type Duration, seconds } from '@kaitong/contract';
import type { Notifications } from './notifications.ts';

export type RowQueueOptions = {
  notifications: Notifications;
  /** The notification that says there may be a new row. */
  topic: string;
  /**
   * Takes one row under `FOR UPDATE SKIP LOCKED`, says so, works on it, commits. Resolves to whether there was one.
   */
  takeOne: (onTaken: () => void) => Promise<boolean>;
  /** Rows in work at once. */
  lanes: number;
  onError: (error: unknown) => void;
};

export type RowQueue = { stop(): Promise<void> };

/** A row that another process dropped when it died is found again within this time. */
const LOOK_EVERY = seconds(2);
const PAUSE_AFTER_ERROR = seconds(1);

/**
 * Works through rows that are their own queue: what is still to do is what the table says, whoever dies meanwhile. While
 * there is nothing, one lane looks; each lane that takes a row has the next one look whether there is another.
 */
export function workThroughRows({ notifications, topic, takeOne, lanes, onError }: RowQueueOptions): RowQueue {
  const working = new Set<Promise<void>>();
  let stopped = false;
  let generation = 0;
  let wake: (() => void) | undefined;

  function startLane(): void {
    if (stopped || working.size >= lanes) return;
    const lane: Promise<void> = work().finally(() => working.delete(lane));
    working.add(lane);
  }

  async function work(): Promise<void> {
    while (!stopped) {
      const seen = generation;
      let pause: Duration = LOOK_EVERY;
      try {
        if (await takeOne(look)) continue;
      } catch (error) {
        onError(error);
        pause = PAUSE_AFTER_ERROR;
      }
      if (seen !== generation) continue;
      if (stopped || wake) return; // another lane looks again
      await sleep(pause);
    }
  }

  function look(): void {
    if (wake) wake();
    else startLane();
  }

  async function sleep(ms: Duration): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    wake = undefined;
  }

  const off = notifications.on(topic, () => {
    generation++;
    look();
  });
  startLane();
  return {
    async stop() {
      stopped = true;
      off();
      wake?.();
      await Promise.all(working);
    },
  };
}
