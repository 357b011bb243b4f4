import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { seconds } from '@kaitong/contract/durations';
import { LimitWatch } from './limit-watch.ts';
import { spawnLimited } from './limited-spawn.ts';
import { type DecodeLimits, jobBackstop } from './limits.ts';
import { JudgeStarved } from './starved.ts';

const LIMITS: DecodeLimits = {
  processor: seconds(10),
  patience: seconds(120),
  quiet: seconds(20),
  maxFrames: 0,
  maxMemoryBytes: Number.POSITIVE_INFINITY,
};

/**
 * What a program says of itself; undefined where it cannot be run, fails or hangs. Throws `JudgeStarved` where that cannot
 * be told: a machine that is busy is not one without the program.
 */
export async function askProgram(program: string, args: readonly string[]): Promise<string | undefined> {
  const child = spawnLimited(jobBackstop(LIMITS), program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const watch = new LimitWatch(child.pid, LIMITS, () => void child.kill('SIGKILL'));
  watch.start();
  void watch.delivered();
  try {
    const [said, [code]] = await Promise.all([child.stdout ? buffer(child.stdout) : '', once(child, 'close')]);
    if (watch.ended === 'starved') throw new JudgeStarved();
    return code === 0 ? String(said) : undefined;
  } finally {
    watch.stop();
  }
}
