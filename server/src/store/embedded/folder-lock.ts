import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, unlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { DatabaseUnavailable } from '../unavailable.ts';

export type FolderLock = { release(): Promise<void> };

/**
 * One program per data folder. The lock is a listening socket in Linux's abstract namespace: the kernel drops it with the
 * process, `kill -9` included, so there is never a stale lock file to judge. Containers that share a volume do not see
 * each other's sockets; they need a database by URL.
 *
 * @throws DatabaseUnavailable `folder_in_use`, naming the other process
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const real = realpathSync(folder);
  const id = createHash('sha256').update(real).digest('hex').slice(0, 24);
  const abstract = process.platform === 'linux';
  const address = abstract ? `\0kaitong-folder-${id}` : `/tmp/kaitong-folder-${id}.sock`;
  const owner = path.join(real, 'owner.json');

  let server = await listen(address);
  // Where sockets are files, a killed process leaves one behind that nobody answers.
  if (!server && !abstract && !(await answers(address))) {
    unlinkSync(address);
    server = await listen(address);
  }
  if (!server) {
    throw new DatabaseUnavailable(
      'folder_in_use',
      `The folder ${real} is in use by ${describeOwner(owner)}. Stop that one first, or choose another data folder.`,
    );
  }
  server.unref();
  writeFileSync(owner, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }), { mode: 0o600 });
  const held = server;
  return { release: () => new Promise((resolve) => held.close(() => resolve())) };
}

function listen(address: string): Promise<net.Server | undefined> {
  const server = net.createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(address, () => resolve(true));
    socket.once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });
}

function describeOwner(file: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; since: string };
    return `process ${pid}, started ${since}`;
  } catch {
    return 'another process'; // it has not written its name yet
  }
}
