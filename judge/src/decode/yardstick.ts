import { seconds } from '@kaitong/contract/durations';
import { spawnLimited } from './limited-spawn.ts';

/** A process of ours beside a judge process: what it gets of the processor, that one would have got as well. */
export type Yardstick = { pid: number | undefined; end: () => void };

/** Wants all of a core until it is ended, which is as soon as it has had a turn. */
export function startYardstick(): Yardstick {
  try {
    const child = spawnLimited(seconds(5), '/bin/sh', ['-c', 'while :; do :; done'], { stdio: 'ignore', env: {} });
    child.on('error', () => undefined);
    return { pid: child.pid, end: () => void child.kill('SIGKILL') };
  } catch {
    return { pid: undefined, end: () => {} }; // one that has no turn says nothing
  }
}
