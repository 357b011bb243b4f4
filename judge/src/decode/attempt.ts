import { seconds } from '@kaitong/contract/durations';
import { type JudgeProcess, ProcessEnded } from './judge-process.ts';
import { type DecodeLimits, LimitWatch } from './limits.ts';
import type { Answer, Job } from './messages.ts';
import type { LimitReason } from './report.ts';

export type Attempt = Extract<Answer, { is: 'decoded' | 'slices' | 'snapshot' }> | { is: 'limit'; reason: LimitReason };

/** For the bytes to get into the process: a pipe and a busy server, no decoding yet. */
const DELIVERY = seconds(30);

export type Work = { job: Job; parts: readonly Uint8Array[]; limits: DecodeLimits };

/** Runs a job in one process within its limits. Rejects with the signal's reason when it is given up. */
export async function attempt(
  process: JudgeProcess,
  { job, parts, limits }: Work,
  signal: AbortSignal,
  onBegun: () => void,
): Promise<Attempt> {
  signal.throwIfAborted();
  const kill = (): void => process.kill();
  const watch = new LimitWatch(process.pid, limits, kill);
  signal.addEventListener('abort', kill, { once: true });
  watch.start(DELIVERY);
  try {
    const answer = await process.run(job, parts, () => {
      watch.start();
      onBegun();
    });
    switch (answer.is) {
      case 'decoded':
      case 'slices':
      case 'snapshot':
        return answer;
      case 'passed-limit':
        return { is: 'limit', reason: answer.reason };
      case 'ready':
      case 'started':
        throw new Error(`${answer.is} is no end of a job`);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProcessEnded) return { is: 'limit', reason: watch.passed ?? 'crash' };
    throw error;
  } finally {
    watch.stop();
    signal.removeEventListener('abort', kill);
  }
}
