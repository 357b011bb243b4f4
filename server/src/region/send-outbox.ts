import { onAnyAppended } from '../store/topics.ts';
import type { RegionContext } from './context.ts';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;

export type OutboxSender = { stop(): Promise<void> };

export type OutboxSenderOptions = {
  /** Of the topics that are sent. */
  prefix: string;
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
  { notifications, log, region }: Pick<RegionContext, 'notifications' | 'log' | 'region'>,
  { prefix, sendAll, failure }: OutboxSenderOptions,
): OutboxSender {
  const stopping = new AbortController();
  let wake = (): void => {};
  let news = true;
  const poke = (): void => {
    news = true;
    wake();
  };
  const off = onAnyAppended(notifications, prefix, poke);

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
