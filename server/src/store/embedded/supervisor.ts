import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../connection.ts';
import { DatabaseUnavailable } from '../unavailable.ts';
import { findBinaries } from './binaries.ts';
import {
  asWorkingFolder,
  diskFull,
  ENVIRONMENT,
  isDiskFull,
  logFile,
  openCluster,
  readIfThere,
  SUPERUSER,
} from './cluster.ts';
import { lockFolder } from './folder-lock.ts';
import { measureReserve, openReserve, type Reserve } from './reserve.ts';
import { findReadyServer, findServer, stopServer } from './server-process.ts';
import { giveTo, type ServerUser, serverUser } from './server-user.ts';
import { makeSocketFolder, PORT, socketFolder } from './sockets.ts';
import { type Keeper, startKeeper } from './start-keeper.ts';

export type EmbeddedOptions = {
  /** `false` for tests only: nothing is forced to the disk, a power cut destroys the database. */
  durable?: boolean;
  /** How long the server goes on after this program was killed, for another to take it over: 10 s. */
  takeoverMs?: number;
  /** Told when a server that died was started again, and when that failed. */
  onRestart?: (outcome: 'restarted' | DatabaseUnavailable) => void;
  /** Told when the reserve could not be made, and when the server could not be looked at. */
  onError?: (error: unknown) => void;
};

export type Embedded = {
  connection: Connection;
  /** The server was still running, left behind by a program that was killed. */
  adopted: boolean;
  stop(): Promise<void>;
};

/**
 * No TCP port; one planner process per query, since two cores and a container's small /dev/shm gain nothing from parallel
 * workers; sessions for seven schemas with a pool each, their listeners and the background jobs.
 */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '64MB',
  max_connections: '200',
  max_wal_size: '256MB',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
};
/** Many test files, each with all the pools of a server or two, share one. Their databases live for seconds: none is tidied. */
const FOR_TESTS = {
  ...{ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' },
  ...{ wal_level: 'minimal', max_wal_senders: '0', checkpoint_timeout: '1h', plan_cache_mode: 'force_generic_plan' },
  max_connections: '500',
};

const TRIES = 20;
const TRY_AGAIN_MS = 250;
const WATCH_MS = 500;
/** Looks between two tries to make the reserve. */
const RESERVE_EVERY = 10;
/** With less than that left PostgreSQL may not even have written what is wrong. */
const SAID_BYTES = 2 ** 20;
const TAKEOVER_MS = 10_000;
const LONGEST_LOG_BYTES = 10 * 1024 * 1024;

/**
 * Runs the PostgreSQL that comes inside an npm package on `folder`, as nobody where this program is root, also below
 * folders that nobody may not enter. Restarts it when it dies.
 *
 * @throws DatabaseUnavailable with a sentence for the operator
 */
export async function openEmbedded(folder: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const { durable = true, takeoverMs = TAKEOVER_MS } = options;
  makeFolder(folder);
  const lock = await lockFolder(folder);
  let keeper: Keeper | undefined;
  try {
    const user = serverUser();
    const bin = findBinaries(user);
    const { data, password } = openCluster(folder, bin, user, durable);
    const sockets = socketFolder(folder);
    const reserve = openReserve(folder);
    const site: Site = { folder, data, sockets, bin, user, durable, reserve };
    keeper = startKeeper(folder, sockets, takeoverMs);

    const found = await findReadyServer(data, sockets);
    const watch = watchServer(site, found ?? (await start(site)), options);
    return {
      connection: { host: sockets, port: PORT, user: SUPERUSER, password, database: 'postgres' },
      adopted: found !== undefined,
      async stop() {
        await stopWatched(site, watch);
        await keeper?.dismiss();
        await lock.release();
      },
    };
  } catch (error) {
    await keeper?.dismiss();
    await lock.release();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (isDiskFull(code)) throw diskFull(folder);
    throw new DatabaseUnavailable('start_failed', `The data folder ${folder} cannot be written to (${code}).`, {
      cause,
    });
  }
}

type Site = {
  folder: string;
  data: string;
  sockets: string;
  bin: string;
  user: ServerUser;
  durable: boolean;
  reserve: Reserve;
};
type Watch = { end(): Promise<void> };

/** Starts the server and resolves to its process id once it takes connections. */
async function start(site: Site): Promise<number> {
  for (let tries = 1; ; tries++) {
    site.reserve.release();
    const pid = await tryToStart(site);
    if (pid !== undefined) return pid;
    const said = (readIfThere(logFile(site.folder)) ?? '').split('\n').slice(-5).join('\n');
    if (isDiskFull(said) || measureReserve(site.folder).free < SAID_BYTES) throw diskFull(site.folder);
    // After a crash the old sessions need a moment to let go: "pre-existing shared memory block is still in use".
    if (tries === TRIES || /FATAL/.test(said) === false) {
      throw new DatabaseUnavailable(
        'start_failed',
        `PostgreSQL did not start; ${logFile(site.folder)} ends with:\n${said}`,
      );
    }
    await sleep(TRY_AGAIN_MS);
  }
}

async function tryToStart(site: Site): Promise<number | undefined> {
  makeSocketFolder(site.sockets, site.user);
  const settings = {
    ...SETTINGS,
    ...(site.durable ? {} : FOR_TESTS),
    unix_socket_directories: site.sockets,
  };
  const log = openLog(site);
  // `detached`: Ctrl-C in the terminal must reach this program only, which then stops the server in order.
  const child = spawn(
    path.join(site.bin, 'postgres'),
    [
      ...['-D', asWorkingFolder(site.data), '-p', String(PORT)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...site.user, env: ENVIRONMENT, cwd: site.data, detached: true, stdio: ['ignore', log, log] },
  );
  child.unref();
  fs.closeSync(log);
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  while (!ended) {
    const pid = await findReadyServer(site.data, site.sockets);
    if (pid !== undefined) return pid;
    await sleep(10);
  }
  return undefined;
}

/** A server that died (out of memory, a stray kill) is started again: its sessions reconnect by themselves. */
function watchServer(site: Site, first: number, { onRestart = () => {}, onError = () => {} }: EmbeddedOptions): Watch {
  let pid = first;
  let restart: Promise<void> | undefined;
  let restoring: Promise<void> | undefined;
  let looks = 0;
  let isBlind = false;
  /** Whether it is there still; where that cannot be told it counts as that, and is looked at again. */
  function isThere(): boolean {
    try {
      const found = findServer(site.data);
      isBlind = false;
      return found === pid;
    } catch (error) {
      if (!isBlind) onError(error);
      isBlind = true;
      return true;
    }
  }
  const timer = setInterval(() => {
    if (restart !== undefined) return;
    if (isThere()) {
      if (!site.durable || ++looks % RESERVE_EVERY !== 0) return;
      restoring ??= site.reserve
        .restore()
        .catch(onError)
        .finally(() => {
          restoring = undefined;
        });
      return;
    }
    restart = start(site)
      .then(
        (started) => {
          pid = started;
          onRestart('restarted');
        },
        (error: unknown) => {
          const known = error instanceof DatabaseUnavailable;
          onRestart(known ? error : new DatabaseUnavailable('start_failed', String(error), { cause: error }));
        },
      )
      .finally(() => {
        restart = undefined;
      });
  }, WATCH_MS).unref();
  return {
    async end() {
      clearInterval(timer);
      await restart;
      await restoring;
    },
  };
}

async function stopWatched(site: Site, watch: Watch): Promise<void> {
  await watch.end();
  const pid = findServer(site.data);
  if (pid !== undefined) await stopServer(site.data, pid);
  fs.rmSync(site.sockets, { recursive: true, force: true });
}

function openLog(site: Site): number {
  const file = logFile(site.folder);
  if (fs.existsSync(file) && fs.statSync(file).size > LONGEST_LOG_BYTES) fs.renameSync(file, `${file}.1`);
  const log = fs.openSync(file, 'a', 0o600);
  giveTo(site.user, file);
  return log;
}
