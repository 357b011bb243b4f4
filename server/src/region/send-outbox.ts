import { onAnyAppended } from '../store/topics.ts';
import type { RegionContext } from './context.ts';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;
/** For a notification that was lost without the session noticing. */
const LOOK_EVERY_MS = 15_000;
/** That a report was taken is noted with the next look for others, or after this time: it may be sent again until then. */
const NOTE_AFTER_MS = 500;
/** What happens within this time is told at once, but for what is urgent: too short for a person to see. */
const GATHER_MS = 50;

/** That there may be something new to send; what is not urgent may wait for what follows it. */
export type Poke = (urgency?: 'now' | 'soon') => void;

/** Of the topics whose names begin with `prefix`. */
export const followTopics =
  ({ notifications }: Pick<RegionContext, 'notifications'>, prefix: string) =>
  (poke: () => void): (() => void) =>
    onAnyAppended(notifications, prefix, poke);

export type OutboxSender = { stop(): Promise<void> };

export type OutboxSenderOptions = {
  /** Calls back whenever there may be something new to send, until the returned function is called. */
  follow: (poke: Poke) => () => void;
  /** Sends what is there; resolves to whether there was anything, rejects when control did not take it. */
  sendAll: (signal: AbortSignal) => Promise<boolean>;
  /** Whether it knows of something that was taken and is not noted yet: it is called for that, too. */
  isUnnoted?: () => boolean;
  /** Said in the log when it rejects. */
  failure: string;
};

/**
 * Carries outboxes to control as they grow, and again after growing pauses when control does not answer. Several
 * processes may do it at once: control takes each number once.
 */
export function sendOutbox(
  { log, region }: Pick<RegionContext, 'log' | 'region'>,
  { follow, sendAll, isUnnoted = () => false, failure }: OutboxSenderOptions,
): OutboxSender {
  const stopping = new AbortController();
  let wake = (): void => {};
  let news: 'now' | 'soon' | undefined = 'now';
  let isGathering = false;
  const poke: Poke = (urgency = 'now') => {
    if (news !== 'now') news = urgency;
    if (urgency === 'now' || !isGathering) wake();
  };
  const off = follow(poke);

  async function sleep(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }

  async function run(): Promise<void> {
    let retry = FIRST_RETRY_MS;
    while (!stopping.signal.aborted) {
      news = undefined;
      let pause = LOOK_EVERY_MS;
      let isSent = false;
      try {
        isSent = await sendAll(stopping.signal);
        if (isSent) retry = FIRST_RETRY_MS;
        if (isUnnoted()) pause = NOTE_AFTER_MS;
      } catch (error) {
        log.warn({ error, region }, failure);
        pause = retry;
        retry = Math.min(retry * 2, LONGEST_RETRY_MS);
      }
      if (isSent && isQuiet()) {
        isGathering = true;
        await sleep(GATHER_MS);
        isGathering = false;
      }
      if (!news && !stopping.signal.aborted) await sleep(pause);
    }
  }

  const isQuiet = (): boolean => news !== 'now' && !stopping.signal.aborted;

  const running = run();
  return {
    async stop() {
      stopping.abort();
      off();
      wake();
      await running;
      if (isUnnoted()) await sendAll(stopping.signal).catch(() => {}); // sends nothing any more
    },
  };
}
