import { type Duration, milliseconds } from '@kaitong/contract/durations';
import type { Reading } from './gauge.ts';
import type { DecodeLimits } from './limits.ts';

/** What is known of a process at work, from look to look. Times are of a clock that only goes forward. */
export type Watch = {
  beganAt: number;
  lookedAt: number;
  /** The process has all bytes: what it does from here on, or does not, is because of them. */
  delivered: boolean;
  /** What it had used by then; undefined until the first look after it. */
  usedBefore: number | undefined;
  quiet: Quiet | undefined;
  /** Since when it has been stopped at every look. */
  stoppedSince: number | undefined;
};

/** Since when it has used no processor time, and whether another process of ours got some since. */
type Quiet = { since: number; processorMs: number; yardstick: 'none' | 'asked' | 'turned' };

export type WatchLimits = Pick<DecodeLimits, 'processor' | 'patience' | 'quiet' | 'maxMemoryBytes'>;

/** `ask`: a yardstick is wanted, whose turn `turned` tells. */
export type Conclusion = 'go-on' | 'ask' | 'time' | 'memory' | 'asleep' | 'starved';

export const beginWatch = (at: number): Watch => ({
  ...{ beganAt: at, lookedAt: at, delivered: false },
  ...{ usedBefore: undefined, quiet: undefined, stoppedSince: undefined },
});

export const deliver = (watch: Watch): Watch => ({ ...watch, delivered: true });

/** The yardstick that was asked for in the quiet since then has had its turn. */
export function turned(watch: Watch, since: number): Watch {
  const { quiet } = watch;
  return quiet?.since === since ? { ...watch, quiet: { ...quiet, yardstick: 'turned' } } : watch;
}

/** The share of `quiet` after which a yardstick is asked for: it has the rest of it to get its turn. */
const ASKED_AFTER = 0.2;
/** The share of `quiet` after which a look came so late that whoever should have looked had no turn, or was stopped. */
const LATE_AFTER = 0.5;

/** What one look at a process says. `reading`: undefined when there was none to be had. */
export function look(
  before: Watch,
  { at, reading }: { at: number; reading: Reading | undefined },
  limits: WatchLimits,
): { watch: Watch; says: Conclusion } {
  const stoppedSince = reading?.isStopped ? (before.stoppedSince ?? at) : undefined;
  const watch = { ...before, lookedAt: at, stoppedSince };
  const says = (conclusion: Conclusion, changed: Partial<Watch> = {}) => ({
    watch: { ...watch, ...changed },
    says: conclusion,
  });
  if (reading && reading.memoryBytes > limits.maxMemoryBytes) return says('memory');
  const isOver =
    at - watch.beganAt >= limits.patience || (stoppedSince !== undefined && at - stoppedSince >= limits.quiet);
  const otherwise: Conclusion = isOver ? 'starved' : 'go-on';
  if (!watch.delivered || !reading || reading.isStopped) return says(otherwise, { quiet: undefined });
  const { processorMs } = reading;
  const usedBefore = watch.usedBefore ?? processorMs;
  if (processorMs - usedBefore > limits.processor) return says('time', { usedBefore });

  const anew: Quiet = { since: at, processorMs, yardstick: 'none' };
  const isLate = at - before.lookedAt > limits.quiet * LATE_AFTER;
  const quiet = watch.quiet?.processorMs === processorMs && !isLate ? watch.quiet : anew;
  const lasted = at - quiet.since;
  if (lasted >= limits.quiet) {
    if (quiet.yardstick === 'turned') return says('asleep', { usedBefore, quiet });
    return says(otherwise, { usedBefore, quiet: anew });
  }
  if (otherwise === 'go-on' && quiet.yardstick === 'none' && lasted >= limits.quiet * ASKED_AFTER)
    return says('ask', { usedBefore, quiet: { ...quiet, yardstick: 'asked' } });
  return says(otherwise, { usedBefore, quiet });
}

/** Processor time since the process had all bytes, as far as a reading says it. */
export const usedSince = ({ usedBefore }: Watch, reading: Reading): Duration =>
  milliseconds(usedBefore === undefined ? 0 : Math.max(0, reading.processorMs - usedBefore));
