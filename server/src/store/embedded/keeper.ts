/**
 * The keeper of an embedded PostgreSQL: a program of its own beside it, which ends it where the program that uses it was
 * killed and no other takes it over. It hears of that by its standard input: the kernel closes a pipe with the process that
 * holds the other end, so there is no process id to watch and to mistake. Before an orderly end it is told a line.
 *
 * Usage: keeper.ts FOLDER SOCKETS PATIENCE_MS, the folder by its real path
 */
import { appendFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { logFile, readIfThere, SUPERUSER } from './cluster.ts';
import { findHolder, tryToLock } from './folder-lock.ts';
import { findServer, stopServer } from './server-process.ts';
import { PORT } from './sockets.ts';

const LOOK_MS = 250;

// Who stops a whole group or service stops the program as well, and that one ends us when its database is down.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const [folder = '', sockets = '', patienceMs = ''] = process.argv.slice(2);
if ((await text(process.stdin)) === '' && (await isLeftAlone())) await endServer();

/** False when somebody took the folder over: that program has a keeper of its own. */
async function isLeftAlone(): Promise<boolean> {
  for (let since = performance.now(); ; await sleep(LOOK_MS)) {
    if (await findHolder(folder)) return false;
    if (performance.now() - since < Number(patienceMs)) continue;
    if (!(await isUsedByUrl())) return true;
    since = performance.now();
  }
}

/** Whether a server is connected that was given this database by its URL, and needs no folder for it. */
async function isUsedByUrl(): Promise<boolean> {
  const { default: pg } = await import('pg'); // here, since most keepers never need it
  const password = readIfThere(path.join(folder, 'password'));
  const client = new pg.Client({ host: sockets, port: PORT, user: SUPERUSER, password, database: 'postgres' });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(`SELECT FROM pg_stat_activity WHERE application_name LIKE 'kaitong-%' LIMIT 1`);
    return rows.length > 0;
  } catch {
    return false; // one that does not answer serves nobody
  } finally {
    await client.end().catch(() => {});
  }
}

/** A disk without room for it must not keep the database going. */
function say(text: string): void {
  try {
    appendFileSync(logFile(folder), `${new Date().toISOString()} keeper: ${text}\n`);
  } catch {
    // The next start finds an orderly end in the log of PostgreSQL itself, if there was room for that.
  }
}

/** With the lock nobody can take the database over between the last look and its end: who starts now waits. */
async function endServer(): Promise<void> {
  const lock = await tryToLock(folder, { isEnding: true });
  if (!lock) return;
  const data = path.join(folder, 'data');
  const pid = findServer(data);
  if (pid !== undefined) {
    say('no program took this database over');
    await stopServer(data, pid);
  }
  rmSync(sockets, { recursive: true, force: true });
  await lock.release();
}
