import { onAnyAppended, readAfter, readUnacknowledged } from '../store/topics.ts';
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

const PAGE = 100;
/** Of each topic at first: most have few, and there may be many topics. */
const FIRST_PAGE = 20;
/** Topics at once. What is told of others meanwhile waits until control has taken these, and a run may have seconds. */
const MOST_TOPICS = 100;

/** What one topic's receiver is told; resolves to the number up to which it has taken them. */
type Send<Data> = (key: string, reports: { seq: number; report: Data }[]) => Promise<{ taken: number }>;

/**
 * Sends what is there of all topics whose name is `prefix` and a key, each topic's in order. Side by side, so that one that
 * control is slow about holds up no other. What was taken is noted with the next look.
 */
export function sendTopics<Data>(
  { db }: Pick<RegionContext, 'db'>,
  prefix: string,
  send: Send<Data>,
): Pick<OutboxSenderOptions, 'sendAll' | 'isUnnoted'> {
  const takenOf = new Map<string, number>();
  /** The last that was read. The next look begins behind it, or of hundreds only the first would be heard of. */
  let after = '';

  async function sendTopic({ topic, acknowledged, ...first }: Outbox<Data>, signal: AbortSignal): Promise<void> {
    let { entries } = first;
    let most = FIRST_PAGE;
    for (let after = acknowledged; entries.length > 0 && !signal.aborted; ) {
      const { taken } = await send(
        topic.slice(prefix.length),
        entries.map(({ seq, data }) => ({ seq, report: data })),
      );
      if (taken <= after) return; // control misses an earlier number that another process is just sending
      takenOf.set(topic, taken);
      if (entries.length < most && entries.at(-1)?.seq === taken) return; // what was added meanwhile has said so
      after = taken;
      most = PAGE;
      entries = await readAfter<Data>(db, topic, after, most);
    }
  }

  return {
    isUnnoted: () => takenOf.size > 0,
    async sendAll(signal) {
      for (let isAny = false; ; isAny = true) {
        const noting = new Map(takenOf);
        const read = { first: FIRST_PAGE, most: MOST_TOPICS, taken: noting, after };
        const outboxes = await readUnacknowledged<Data>(db, prefix, read);
        after = outboxes.at(-1)?.topic ?? '';
        for (const topic of noting.keys()) takenOf.delete(topic);
        const ends = await Promise.allSettled(outboxes.map((outbox) => sendTopic(outbox, signal)));
        for (const end of ends) if (end.status === 'rejected') throw end.reason;
        const isMore = outboxes.length === MOST_TOPICS && takenOf.size > 0;
        if (!isMore || signal.aborted) return isAny || outboxes.length > 0;
      }
    },
  };
}

type Outbox<Data> = { topic: string; acknowledged: number; entries: { seq: number; data: Data }[] };
