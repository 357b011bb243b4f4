import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { seconds } from '@kaitong/contract';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One stop comes as several signals: what ends a group reaches npm, the bootstrap and us, and those two pass it on. Nobody
 * who is impatient is so within this time.
 */
const ONE_STOP = seconds(10);

export type StopOptions = {
  /** Told with an exit code when somebody asks again after 10 s: end at once. */
  onInsist(exitCode: number): void;
  /** What gets the signals. */
  source?: EventEmitter;
  /** Milliseconds that never go back. */
  now?: () => number;
};

/** Aborted once by whoever asks this process to stop: a signal, or the end of the process that started it. */
export function listenForStop({ onInsist, source = process, now = () => performance.now() }: StopOptions): AbortSignal {
  const stop = new AbortController();
  let askedAt: number | undefined;
  for (const signal of SIGNALS) {
    source.on(signal, () => {
      askedAt ??= now();
      stop.abort();
      if (now() - askedAt >= ONE_STOP) onInsist(128 + constants.signals[signal]);
    });
  }
  source.once('disconnect', () => stop.abort());
  return stop.signal;
}
