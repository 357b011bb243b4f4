import { createHash } from 'node:crypto';
import { realpathSync, unlinkSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable } from '../unavailable.ts';

export type FolderLock = { release(): Promise<void> };

/** Who holds a folder: a program that uses the database, or the keeper that ends the database of one that was killed. */
export type Holder = { pid: number; since: string; isEnding: boolean };

/** The holder answers at once, except while it makes the database files. */
const ANSWER_PATIENCE_MS = 5000;
const TRY_AGAIN_MS = 50;
/** Beyond the longest stop of a database. */
const ENDING_PATIENCE_MS = 60_000;

/**
 * One program per data folder. The lock is a listening socket in Linux's abstract namespace: the kernel drops it with the
 * process, `kill -9` included, so there is never a stale lock file to judge. It tells whoever connects who holds it.
 * Containers that share a volume do not see each other's sockets; they need a database by URL.
 *
 * Waits where the holder is about to be gone.
 *
 * @throws DatabaseUnavailable `folder_in_use`, naming the other process
 */
export async function lockFolder(place: string): Promise<FolderLock> {
  const folder = realpathSync(place);
  const givesUpAt = performance.now() + ENDING_PATIENCE_MS;
  for (;;) {
    const lock = await tryToLock(folder, { isEnding: false });
    if (lock) return lock;
    const holder = await findHolder(folder);
    const isLeaving = holder === undefined || (holder !== 'silent' && holder.isEnding);
    if (!isLeaving || performance.now() > givesUpAt) throw inUse(folder, holder ?? 'silent');
    await sleep(TRY_AGAIN_MS);
  }
}

/** Undefined where another process has the folder, which is named by its real path. */
export async function tryToLock(
  folder: string,
  { isEnding }: Pick<Holder, 'isEnding'>,
): Promise<FolderLock | undefined> {
  const address = addressOf(folder);
  const holder: Holder = { pid: process.pid, since: new Date().toISOString(), isEnding };
  const server = await listen(address, holder);
  if (server) return { release: () => new Promise((resolve) => server.close(() => resolve())) };
  // Where sockets are files, a killed process leaves one behind that nobody answers.
  if (!isAbstract && (await findHolder(folder)) === undefined) unlinkSync(address);
  return undefined;
}

/** Who holds the folder, named by its real path; `silent` is somebody who does not say it. */
export function findHolder(folder: string): Promise<Holder | 'silent' | undefined> {
  return new Promise((resolve) => {
    let said = '';
    const socket = net.connect(addressOf(folder));
    socket.setEncoding('utf8').setTimeout(ANSWER_PATIENCE_MS, () => socket.destroy());
    socket.once('error', () => resolve(undefined));
    socket.on('data', (text: string) => {
      said += text;
    });
    socket.once('close', () => resolve(readHolder(said)));
  });
}

const isAbstract = process.platform === 'linux';

function addressOf(folder: string): string {
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  return isAbstract ? `\0kaitong-folder-${id}` : `/tmp/kaitong-folder-${id}.sock`;
}

function listen(address: string, holder: Holder): Promise<net.Server | undefined> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.end(JSON.stringify(holder), () => socket.destroy()); // one that does not hang up must not keep us
  });
  server.unref();
  return new Promise((resolve, reject) => {
    // Later ones, too: who holds the folder is told again when there are descriptors to take a question with.
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}

/** Anybody on this machine may have taken the address. */
function readHolder(said: string): Holder | 'silent' {
  try {
    const { pid, since, isEnding } = JSON.parse(said) as Partial<Record<keyof Holder, unknown>>;
    return { pid: Number(pid), since: String(since), isEnding: isEnding === true };
  } catch {
    return 'silent';
  }
}

function inUse(folder: string, holder: Holder | 'silent'): DatabaseUnavailable {
  const who = holder === 'silent' ? 'another process' : `process ${holder.pid}, started ${holder.since}`;
  return new DatabaseUnavailable(
    'folder_in_use',
    `The folder ${folder} is in use by ${who}. Stop that one first, or choose another data folder.`,
  );
}
