import { spawn } from 'node:child_process';

/** More than a process that is asleep takes; whoever gets none of it in seconds is one of hundreds. */
const PROGRAM = 'for (let used; (used = process.cpuUsage()), used.user + used.system < 20_000; );';

/** A process of ours beside a judge process: what it gets of the processor, that one would have got as well. */
export type Yardstick = {
  /** Calls back when it has had 20 ms of it; never when it was not let, or was ended before. */
  ask(onTurned: () => void): { end: () => void };
};

export const yardstick: Yardstick = {
  ask(onTurned) {
    const child = spawn(process.execPath, ['-e', PROGRAM], { stdio: 'ignore', env: {} });
    child.on('error', () => undefined);
    child.on('exit', (code) => code === 0 && onTurned());
    return { end: () => void child.kill('SIGKILL') };
  },
};
