import { type Duration, seconds } from '@kaitong/contract';
import type { Notifications } from './notifications.ts';

export type RowQueueOptions = {
  notifications: Notifications;
  /** The notification that says there may be a new row. */
  topic: string;
  /** Whether there may be a row, in whosever hands: asked where nothing said that there is a new one. */
  isThere: () => Promise<boolean>;
  /** Takes one row under `FOR UPDATE SKIP LOCKED`, says so, works on it, commits. */
  takeOne: (onTaken: (taken: Taken) => void) => Promise<Taken | 'none'>;
  /** Rows in work at once. */
  lanes: number;
  onError: (error: unknown) => void;
};

/** `the last`: there was no other, in whosever hands, when it was taken. */
export type Taken = 'one of many' | 'the last';

export type RowQueue = { stop(): Promise<void> };

/** A row that another process dropped when it died is found again within this time. */
const LOOK_EVERY = seconds(2);
/** Where there was nothing, whatever comes says so itself: for a notification that was lost without the session noticing. */
const LOOK_AT_LAST = seconds(15);
const PAUSE_AFTER_ERROR = seconds(1);

/**
 * Works through rows that are their own queue: what is still to do is what the table says, whoever dies meanwhile. Each lane
 * that takes one of many has the next lane look for another. While a row is in another process's hands one lane looks again
 * and again, since that may die; where there was none, all wait to be told.
 */
export function workThroughRows({ notifications, topic, isThere, takeOne, lanes, onError }: RowQueueOptions): RowQueue {
  const working = new Set<Promise<void>>();
  let stopped = false;
  let generation = 0;
  /** Up to which generation lanes have looked. */
  let looked = 0;
  let sleeper: { wake: () => void; wakeIn: (ms: Duration) => void } | undefined;

  function startLane(): void {
    if (stopped || working.size >= lanes) return;
    const lane: Promise<void> = work().finally(() => working.delete(lane));
    working.add(lane);
  }

  async function work(): Promise<void> {
    let isEmpty = false;
    while (!stopped) {
      const seen = generation;
      const news = seen - looked;
      looked = seen;
      let pause: Duration = LOOK_AT_LAST;
      try {
        if (news > 0 || (!isEmpty && (await isThere()))) {
          pause = LOOK_EVERY;
          const taken = await takeOne((one) => (one === 'one of many' ? look() : undefined));
          isEmpty = taken === 'the last';
          if (taken !== 'none') continue;
        }
      } catch (error) {
        onError(error);
        pause = PAUSE_AFTER_ERROR;
      }
      isEmpty = false;
      if (seen !== generation) continue;
      if (stopped) return;
      if (sleeper) return sleeper.wakeIn(pause); // one lane is enough to look again
      await sleep(pause);
    }
  }

  function look(): void {
    if (sleeper) sleeper.wake();
    else startLane();
  }

  async function sleep(pause: Duration): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let wakesAt = Number.POSITIVE_INFINITY;
    await new Promise<void>((wake) => {
      const wakeIn = (ms: Duration): void => {
        const at = performance.now() + ms;
        if (at >= wakesAt) return;
        clearTimeout(timer);
        wakesAt = at;
        timer = setTimeout(wake, ms);
      };
      sleeper = { wake, wakeIn };
      wakeIn(pause);
    });
    clearTimeout(timer);
    sleeper = undefined;
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
      sleeper?.wake();
      await Promise.all(working);
    },
  };
}
