// Who used the processors while something was measured, and what memory. Linux tells; elsewhere all of the former is 0.
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

/** Linux tells times in ticks of this many to the second, on every machine. */
const TICKS_PER_S = 100;
/** What others may take of the processors on a machine that is quiet. */
const QUIET = 0.1;
/** Processors that others may keep busy for a figure to count. */
export const QUIET_PROCESSORS = 0.15;

export type Pids = () => number[];
/** In seconds: what passed, and of processor time what each group took and what was taken by nobody of them. */
export type Spent<Group extends string> = { seconds: number; by: Record<Group, number>; others: number };

/** The system's load average at the end of each measurement. */
const loads: number[] = [];
const loadNow = (): number => loadavg()[0] ?? Number.NaN;
export const highestLoad = (): number => Math.max(...(loads.length === 0 ? [loadNow()] : loads));

/** From now on; each group's processes are looked up at both ends, so that those which begin meanwhile count. */
export function startMeter<Group extends string>(groups: Record<Group, Pids>): { take(): Spent<Group> } {
  const names = Object.keys(groups) as Group[];
  const look = () => new Map(names.map((name) => [name, new Map(groups[name]().map((pid) => [pid, secondsOf(pid)]))]));
  const [began, before, busy] = [performance.now(), look(), busySeconds()];
  return {
    take() {
      const after = look();
      const entries = names.map((name) => {
        const old = before.get(name);
        const grown = [...(after.get(name) ?? [])].map(([pid, spent]) => Math.max(0, spent - (old?.get(pid) ?? 0)));
        return [name, grown.reduce((sum, one) => sum + one, 0)] as const;
      });
      const ours = entries.reduce((sum, [, spent]) => sum + spent, 0);
      const seconds = (performance.now() - began) / 1000;
      loads.push(loadNow());
      const others = Math.max(0, busySeconds() - busy - ours);
      return { seconds, by: Object.fromEntries(entries) as Record<Group, number>, others };
    },
  };
}

/** What others took, as a share of all processors. */
export const shareOfOthers = ({ seconds, others }: Pick<Spent<string>, 'seconds' | 'others'>): number =>
  others / (seconds * availableParallelism());
export const isQuiet = (spent: Pick<Spent<string>, 'seconds' | 'others'>): boolean => shareOfOthers(spent) <= QUIET;

/** Of one process, and of those below it that have ended. */
function secondsOf(pid: number): number {
  const fields = statOf(pid);
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / TICKS_PER_S;
}

/** After the command's name, which may hold anything: state is field 3; utime, stime, cutime and cstime are 14 to 17. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function busySeconds(): number {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.trim().split(/\s+/).slice(1).map(Number);
    return (user + nice + system + irq + softirq) / TICKS_PER_S;
  } catch {
    return 0;
  }
}

function listPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Processes below this one, of any generation. */
export function pidsBelow(pid: number): number[] {
  const parents = new Map(listPids().map((one) => [one, Number(statOf(one)[1])]));
  const isBelow = (one: number): boolean => {
    for (let at = parents.get(one); at; at = parents.get(at)) if (at === pid) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow);
}

/** With its arguments, a blank between them; nothing of one that is over. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Sessions of one database: PostgreSQL names it in the title of each. */
export const sessionsOf = (database: string): number[] =>
  listPids().filter((pid) => commandOf(pid).includes(` ${database} `));

/**
 * Memory that a process shares with nobody, in bytes: neither a segment that others may map (`rw-s`), nor pages of its parent
 * that it has not changed.
 */
export const ownMemory = (pid: number): number => privateBytes(pid, (mapping) => /^\S+ ...p /.test(mapping));

/** Of that, what the C library hands out to a process's first thread. */
export const nativeHeap = (pid: number): number => privateBytes(pid, (mapping) => /^[^\n]+ \[heap\]\n/.test(mapping));

function privateBytes(pid: number, isCounted: (mapping: string) => boolean): number {
  const mappings = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  return mappings
    .filter(isCounted)
    .reduce((sum, mapping) => sum + Number(/^Private_Dirty:\s+(\d+) kB/m.exec(mapping)?.[1] ?? Number.NaN) * 1024, 0);
}
