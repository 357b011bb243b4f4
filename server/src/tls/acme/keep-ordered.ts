import { hours, minutes, seconds } from '@kaitong/contract';
import type { Log } from '../../log.ts';
import { AuthorityBusy, type OrderCertificate } from './authority.ts';
import type { OrderFiles } from './order-files.ts';
import { nextOrderAt, type OrderState } from './schedule.ts';

/** Runs `work` while no other process of this installation runs any; `held`: another one does. */
export type Exclusively = (work: () => Promise<void>) => Promise<'done' | 'held'>;

export type KeepOptions = {
  host: string;
  files: OrderFiles;
  order: OrderCertificate;
  /** Of the certificate that is kept now, of whoever ordered it. */
  validity(): { from: number; until: number } | undefined;
  /** A certificate was kept. */
  onKept(): void;
  exclusively: Exclusively;
  now(): number;
  log: Log;
};

export type KeptOrdered = {
  /** Resolves when the first look is over, with an order if one was due. */
  first: Promise<void>;
  stop(): Promise<void>;
};

/** A process that others may have been quicker than looks at least so often. */
const LOOK_EVERY = hours(1);
const HELD_PAUSE = minutes(1);
const LEAST_PAUSE = seconds(1);

/** Orders certificates for a name as they are due, for as long as this process runs. */
export function keepOrdered(options: KeepOptions): KeptOrdered {
  const { host, files, order, validity, onKept, exclusively, now, log } = options;
  const ending = new AbortController();
  let failures = Math.min(1, files.readState()?.failures ?? 0);
  let timer: NodeJS.Timeout | undefined;

  const dueAt = (): number => nextOrderAt(validity(), files.readState(), failures);

  async function tryOnce(): Promise<void> {
    if (dueAt() > now()) return; // another process was quicker
    const state: OrderState = { triedAt: now(), failures: 0, problem: undefined, notBefore: undefined };
    try {
      await order(host, files, ending.signal);
      onKept();
      if (nextOrderAt(validity(), undefined, 0) <= now()) throw new Error('The certificate that came is due already.');
      failures = 0;
      log.info({ host }, 'certificate.ordered');
    } catch (err) {
      if (ending.signal.aborted) return;
      failures += 1;
      state.failures = failures;
      state.problem = err instanceof Error ? err.message : String(err);
      if (err instanceof AuthorityBusy) state.notBefore = now() + err.retryAfter;
      log.error({ host, err, failures }, 'certificate.not_ordered');
    }
    await files.keepState(state);
  }

  async function look(): Promise<void> {
    let pause: number = LOOK_EVERY;
    try {
      if (dueAt() <= now() && (await exclusively(tryOnce)) === 'held') pause = HELD_PAUSE;
      else pause = Math.min(LOOK_EVERY, Math.max(LEAST_PAUSE, dueAt() - now()));
    } catch (err) {
      log.error({ host, err }, 'certificate.not_looked_after');
      pause = HELD_PAUSE;
    }
    if (ending.signal.aborted) return;
    timer = setTimeout(() => {
      looking = look();
    }, pause).unref();
  }

  let looking = look();
  return {
    first: looking,
    async stop() {
      ending.abort();
      clearTimeout(timer);
      await looking;
    },
  };
}
