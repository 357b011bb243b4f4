import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { DatabaseUnavailable } from '../unavailable.ts';
import { giveTo, type ServerUser } from './server-user.ts';

export const MAJOR = '17';
export const SUPERUSER = 'kaitong';

/**
 * PostgreSQL sees no more of this program's environment than this: a stray PGDATA or LC_ALL must not steer it. What its
 * libraries are linked with is looked up once, not by each session: a seventh of what a session costs to open. What planning
 * took goes back to the system: left to itself, glibc keeps a quarter of a megabyte of it in each session.
 */
export const ENVIRONMENT = {
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
  LD_BIND_NOW: '1',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_TOP_PAD_: '32768',
};

/** An empty cluster takes 40 MB; below this much the first hour of recording would fail anyway. */
const LEAST_FREE_BYTES = 200 * 1024 * 1024;

/** What PostgreSQL says, and its keeper. */
export const logFile = (folder: string): string => path.join(folder, 'postgres.log');

export type Cluster = { data: string; password: string };

/**
 * The database files below `folder`, made if they are not there.
 *
 * @throws DatabaseUnavailable `wrong_major`, `disk_full`, `start_failed`
 */
export function openCluster(folder: string, bin: string, user: ServerUser, durable: boolean): Cluster {
  const data = path.join(folder, 'data');
  const secret = path.join(folder, 'password');
  const major = readIfThere(path.join(data, 'PG_VERSION'));
  if (major !== undefined && major !== MAJOR) {
    throw new DatabaseUnavailable(
      'wrong_major',
      `The database in ${data} was made by PostgreSQL ${major}, this release brings PostgreSQL ${MAJOR}. Make a backup with the old release (kaitong backup) and restore it into a new data folder.`,
    );
  }
  if (major === undefined) create({ folder, data, secret, bin, user, durable });
  const password = readIfThere(secret);
  if (!password) {
    throw new DatabaseUnavailable(
      'start_failed',
      `${secret}, the database's password, is missing. Put it back from a copy of the data folder.`,
    );
  }
  return { data, password };
}

/** `/proc/self/cwd` is the folder itself, not a path to it: the server needs no right to enter the folders above. */
export function asWorkingFolder(folder: string): string {
  return process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

export function isDiskFull(text: string): boolean {
  return /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/.test(text);
}

export function diskFull(folder: string): DatabaseUnavailable {
  return new DatabaseUnavailable('disk_full', `The disk of ${folder} is full. Free some space and start again.`);
}

export function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

type Birth = { folder: string; data: string; secret: string; bin: string; user: ServerUser; durable: boolean };

function create({ folder, data, secret, bin, user, durable }: Birth): void {
  const { bavail, bsize } = fs.statfsSync(folder);
  if (bavail * bsize < LEAST_FREE_BYTES) throw diskFull(folder);
  removeUnfinished(folder);
  // initdb writes PG_VERSION first, so a folder is taken for a cluster only once it is complete and has been renamed. A
  // new name each time: the initdb of a killed program may still be writing into the last one.
  const fresh = fs.mkdtempSync(`${data}.new-`);
  giveTo(user, fresh);
  const stage = `${secret}.new`;
  fs.writeFileSync(stage, randomBytes(24).toString('hex'), { mode: 0o600 });
  // A file as standard input, since initdb opens it by name and Node's own pipes cannot be opened so (ENXIO).
  giveTo(user, stage);
  const input = fs.openSync(stage, 'r');
  const made = spawnSync(
    path.join(bin, 'initdb'),
    [
      ...['-D', asWorkingFolder(fresh), '-U', SUPERUSER, '-E', 'UTF8', '--locale=C.UTF-8'],
      ...['-A', 'scram-sha-256', '--pwfile=/dev/stdin', '--data-checksums'],
      ...(durable ? [] : ['--no-sync', '-c', 'scram_iterations=1']), // for tests, which open thousands of sessions
    ],
    { ...user, env: ENVIRONMENT, cwd: fresh, stdio: [input, 'pipe', 'pipe'], encoding: 'utf8' },
  );
  fs.closeSync(input);
  if (user.uid !== undefined) fs.chownSync(stage, 0, 0);
  if (made.status !== 0) {
    const said = made.error?.message ?? made.stderr.trim();
    fs.rmSync(fresh, { recursive: true, force: true });
    throw explain(said, folder, user);
  }
  fs.renameSync(stage, secret); // before the data: a cluster without its password would be lost
  fs.renameSync(fresh, data);
}

function explain(said: string, folder: string, user: ServerUser): DatabaseUnavailable {
  if (isDiskFull(said)) return diskFull(folder);
  // Containers are often run as a number that their /etc/passwd does not know; initdb insists on a name.
  if (/could not look up effective user ID/.test(said)) {
    const uid = user.uid ?? process.getuid?.();
    return new DatabaseUnavailable(
      'start_failed',
      `The database runs as user ${uid}, which has no line in /etc/passwd, and PostgreSQL needs one. Add it, run as a user that has one, or give Kaitong a database by URL.`,
    );
  }
  return new DatabaseUnavailable('start_failed', `The database could not be made: ${said}`);
}

function removeUnfinished(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith('data.new-')) continue;
    try {
      fs.rmSync(path.join(folder, name), { recursive: true });
    } catch {
      // Still being written by the initdb of a killed program; the next start removes it.
    }
  }
}
