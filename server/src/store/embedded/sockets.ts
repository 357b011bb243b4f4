import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseUnavailable } from '../unavailable.ts';
import { giveTo, type ServerUser } from './server-user.ts';

/** With a unix socket only the number in the file's name, `.s.PGSQL.5432`. */
export const PORT = 5432;

/**
 * Where the server's socket lives. A socket's path may have at most 107 bytes, so it cannot lie in a data folder of any
 * depth; the name is derived from the data folder, so that the next start finds a server that is still running.
 */
export function socketFolder(dataFolder: string): string {
  const id = createHash('sha256').update(path.resolve(dataFolder)).digest('hex').slice(0, 12);
  return path.join(tmpdir(), `kaitong-${process.getuid?.() ?? 0}-${id}`);
}

/** Anybody may write into the temporary folder: a folder of this name that somebody else made first is refused. */
export function makeSocketFolder(folder: string, user: ServerUser): void {
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
    giveTo(user, folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = fs.lstatSync(folder);
  const owner = user.uid ?? process.getuid?.() ?? found.uid;
  if (found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0) return;
  throw new DatabaseUnavailable(
    'start_failed',
    `${folder} should be a private folder of user ${owner} for the database's socket, but belongs to user ${found.uid} with mode ${(found.mode & 0o777).toString(8)}. Remove it and start again.`,
  );
}

export function socketAnswers(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path.join(folder, `.s.PGSQL.${PORT}`));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
