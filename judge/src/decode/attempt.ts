import type { Duration } from '@kaitong/contract/durations';
import { type JudgeProcess, ProcessEnded } from './judge-process.ts';
import { LimitWatch } from './limit-watch.ts';
import type { DecodeLimits } from './limits.ts';
import type { Answer, Job } from './messages.ts';
import type { LimitReason } from './report.ts';
import { type Starved, starved } from './starved.ts';

export type Attempt =
  | Extract<Answer, { is: 'decoded' | 'slices' | 'snapshot' | 'preview' | 'filmstrip' }>
  | { is: 'limit'; reason: LimitReason }
  | Starved;

export type Work = { job: Job; parts: readonly Uint8Array[]; limits: DecodeLimits };

export type AttemptEvents = {
  /** The process has all bytes. */
  onBegun: () => void;
  /** It has ended, or was ended, after so much processor time. */
  onSpent: (processor: Duration) => void;
};

/** Runs a job in one process within its limits. Rejects with the signal's reason when it is given up. */
export async function attempt(
  process: JudgeProcess,
  { job, parts, limits }: Work,
  signal: AbortSignal,
  { onBegun, onSpent }: AttemptEvents,
): Promise<Attempt> {
  signal.throwIfAborted();
  const kill = (): void => process.kill();
  const watch = new LimitWatch(process.pid, limits, kill);
  signal.addEventListener('abort', kill, { once: true });
  watch.start();
  try {
    const answer = await process.run(job, parts, () => {
      void watch.delivered();
      onBegun();
    });
    switch (answer.is) {
      case 'decoded':
      case 'slices':
      case 'snapshot':
      case 'preview':
      case 'filmstrip':
        return answer;
      case 'passed-limit':
        return { is: 'limit', reason: answer.reason };
      case 'ready':
      case 'started':
        throw new Error(`${answer.is} is no end of a job`);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProcessEnded)) throw error;
    return watch.ended === 'starved' ? starved : { is: 'limit', reason: watch.ended ?? 'crash' };
  } finally {
    await watch.finish();
    process.worked(watch.used);
    onSpent(watch.used);
    signal.removeEventListener('abort', kill);
  }
}
