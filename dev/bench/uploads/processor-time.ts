import { readdirSync, readFileSync } from 'node:fs';

/** Linux tells times in ticks of this many to the second, on every machine. */
const TICKS_PER_S = 100;

type Process = { pid: number; parent: number; seconds: number };

/** What one process, and those of its children that have ended, took of a processor. */
function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + field, 0);
    return { pid, parent: fields[1] ?? 0, seconds: ticks / TICKS_PER_S };
  } catch {
    return undefined; // it has just ended
  }
}

/** Seconds of processor time of a process and all below it, since they began. */
export function spentBy(root: number): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const below = Map.groupBy(all, ({ parent }) => parent);
  const sum = (pid: number): number =>
    (below.get(pid) ?? []).reduce((total, child) => total + child.seconds + sum(child.pid), 0);
  return (all.find(({ pid }) => pid === root)?.seconds ?? 0) + sum(root);
}

/** Seconds that all processors of the machine were at work, for whomever. */
export function spentByMachine(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = line.trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + interrupts + soft) / TICKS_PER_S;
}

/** Memory that a process shares with nobody, in bytes. */
export function ownMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}
