import { readdirSync, readFileSync } from 'node:fs';

/** Processes beside a server's first one that answer HTTP, by Linux. */
export function workersOf(pid: number): number[] {
  return childrenOf(pid).filter((child) => read(`/proc/${child}/cmdline`).includes('worker-program'));
}

/** A process that nobody has looked after since its end is none. */
export const isThere = (pid: number): boolean =>
  !['', 'Z'].includes(/\) (\w)/.exec(read(`/proc/${pid}/stat`))?.[1] ?? '');

const childrenOf = (pid: number): number[] =>
  tasksOf(pid).flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number));

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it has ended
  }
}
