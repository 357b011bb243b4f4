// What runs on this machine, from Linux's /proc: to see that a program left nothing behind.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export type Process = { pid: number; parent: number; command: string; folder: string; startedAt: string };

/** Every process that has not ended; one that waits to be reaped has. */
export function listProcesses(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The second field is a name in parentheses, which may hold anything.
      const [state = '', parent = '', ...rest] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
      if (/[ZX]/.test(state)) return [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const folder = readlinkSync(`/proc/${name}/cwd`);
      return [{ pid: Number(name), parent: Number(parent), command, folder, startedAt: rest[17] ?? '' }];
    } catch {
      return []; // it has just ended
    }
  });
}

/** What this process has started, and what that has: whatever groups and sessions they made of their own. */
export function descendantsOf(pid: number, all = listProcesses()): Process[] {
  return all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...descendantsOf(child.pid, all)]);
}
