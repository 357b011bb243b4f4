import { acknowledge, listUnacknowledged, onAnyAppended, readAfter } from '../store/topics.ts';
import type { RegionContext } from './context.ts';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;

/** Of the topics whose names begin with `prefix`. */
export const followTopics =
  ({ notifications }: Pick<RegionContext, 'notifications'>, prefix: string) =>
  (poke: () => void): (() => void) =>
    onAnyAppended(notifications, prefix, poke);

export type OutboxSender = { stop(): Promise<void> };

export type OutboxSenderOptions = {
  /** Calls back whenever there may be something new to send, until the returned function is called. */
  follow: (poke: () => void) => () => void;
  /** Sends what is there; resolves to whether there was anything, rejects when control did not take it. */
  sendAll: (signal: AbortSignal) => Promise<boolean>;
  /** Said in the log when it rejects. */
  failure: string;
};

/**
 * Carries outboxes to control as they grow, and again after growing pauses when control does not answer. Several
 * processes may do it at once: control takes each number once.
 */
export function sendOutbox(
  { log, region }: Pick<RegionContext, 'log' | 'region'>,
  { follow, sendAll, failure }: OutboxSenderOptions,
): OutboxSender {
  const stopping = new AbortController();
  let wake = (): void => {};
  let news = true;
  const poke = (): void => {
    news = true;
    wake();
  };
  const off = follow(poke);

  async function run(): Promise<void> {
    let retry = FIRST_RETRY_MS;
    while (!stopping.signal.aborted) {
      news = false;
      let pause = LONGEST_RETRY_MS;
      try {
        if (await sendAll(stopping.signal)) retry = FIRST_RETRY_MS;
      } catch (error) {
        log.warn({ error, region }, failure);
        pause = retry;
        retry = Math.min(retry * 2, LONGEST_RETRY_MS);
      }
      if (news || stopping.signal.aborted) continue;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, pause);
      });
      clearTimeout(timer);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      off();
      wake();
      await running;
    },
  };
}

const PAGE = 100;

/** What one topic's receiver is told; resolves to the number up to which it has taken them. */
type Send<Data> = (key: string, reports: { seq: number; report: Data }[]) => Promise<{ taken: number }>;

/**
 * Sends what is there of all topics whose name is `prefix` and a key, each topic's in order. Side by side, so that one that
 * control is slow about holds up no other. Resolves to whether there was anything.
 */
export async function sendTopics<Data>(
  { db }: Pick<RegionContext, 'db'>,
  prefix: string,
  signal: AbortSignal,
  send: Send<Data>,
): Promise<boolean> {
  const outboxes = await listUnacknowledged(db, prefix);
  await Promise.all(
    outboxes.map(async ({ topic, acknowledged }) => {
      for (let after = acknowledged; !signal.aborted; ) {
        const entries = await readAfter<Data>(db, topic, after, PAGE);
        if (entries.length === 0) return;
        const { taken } = await send(
          topic.slice(prefix.length),
          entries.map(({ seq, data }) => ({ seq, report: data })),
        );
        if (taken <= after) return; // control misses an earlier number that another process is just sending
        await acknowledge(db, topic, taken);
        if (entries.length < PAGE && entries.at(-1)?.seq === taken) return; // what was added meanwhile has said so
        after = taken;
      }
    }),
  );
  return outboxes.length > 0;
}
