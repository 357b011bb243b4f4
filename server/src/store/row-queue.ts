import { type Duration, seconds } from '@kaitong/contract';
import type { Notifications } from './notifications.ts';

export type RowQueueOptions = {
  notifications: Notifications;
  /** The notification that says there may be a new row. */
  topic: string;
  /** Whether there may be a row, in whosever hands: asked where nothing said that there is a new one. */
  isThere: () => Promise<boolean>;
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
 * there is nothing, one lane looks. Each lane that takes a row has the next one look whether there is another, but where
 * it took the only one that it was told of.
 */
export function workThroughRows({ notifications, topic, isThere, takeOne, lanes, onError }: RowQueueOptions): RowQueue {
  const working = new Set<Promise<void>>();
  let stopped = false;
  let generation = 0;
  /** Up to which generation lanes have looked. */
  let looked = 0;
  let wake: (() => void) | undefined;

  function startLane(): void {
    if (stopped || working.size >= lanes) return;
    const lane: Promise<void> = work().finally(() => working.delete(lane));
    working.add(lane);
  }

  async function work(): Promise<void> {
    while (!stopped) {
      const seen = generation;
      const news = seen - looked;
      looked = seen;
      let pause: Duration = LOOK_EVERY;
      try {
        const onTaken = news === 1 ? () => {} : look;
        if ((news > 0 || (await isThere())) && (await takeOne(onTaken))) continue;
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

  const off = notifications.on(topic, (payload) => {
    generation += payload === undefined ? lanes : 1;
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
