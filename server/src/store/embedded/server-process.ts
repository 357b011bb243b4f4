import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOutOfFiles } from '../../connections/open-files.ts';
import { readIfThere } from './cluster.ts';
import { socketAnswers } from './sockets.ts';

/**
 * The process id of a server that takes connections for this data folder. Neither sign is enough alone: during recovery
 * the socket accepts, but every session ends with 57P03 "the database system is starting up" (line 8 of postmaster.pid is
 * not `ready` yet), and a server that was just killed leaves both files behind.
 */
export async function findReadyServer(data: string, sockets: string): Promise<number | undefined> {
  const pid = findServer(data);
  if (pid === undefined) return undefined;
  const state = readIfThere(path.join(data, 'postmaster.pid'))?.split('\n')[7] ?? '';
  return state.startsWith('ready') && (await socketAnswers(sockets)) ? pid : undefined;
}

/**
 * The process that postmaster.pid names, if it lives and is the PostgreSQL of this data folder: a process id can have been
 * given out anew, to another folder's PostgreSQL too.
 */
export function findServer(data: string): number | undefined {
  const pid = Number(readIfThere(path.join(data, 'postmaster.pid'))?.split('\n')[0]);
  return Number.isSafeInteger(pid) && pid > 1 && isServerOf(data, pid) ? pid : undefined;
}

const STOP_PATIENCE_MS = 30_000;

/**
 * Ends a server in order ("fast": sessions end, a checkpoint is written) and waits until its files are consistent.
 * One that does not end in time is told to stop at once; it recovers at its next start.
 */
export async function stopServer(data: string, pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  const givesUpAt = performance.now() + STOP_PATIENCE_MS;
  let insisted = false;
  // An adopted server stays a zombie until init reaps it, so its file is the better sign.
  while (findServer(data) === pid) {
    if (!insisted && performance.now() > givesUpAt) {
      insisted = signal(pid, 'SIGQUIT');
    }
    await sleep(10);
  }
}

function isServerOf(data: string, pid: number): boolean {
  if (process.platform !== 'linux') return isAlive(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (!stat.includes('(postgres)') || /\) [ZX] /.test(stat)) return false;
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data); // where every PostgreSQL works
  } catch (error) {
    if (isOutOfFiles(error)) throw error; // that says nothing about it
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // it ended by itself
  }
}
