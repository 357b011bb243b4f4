import path from 'node:path';
import type { Connection } from '../connection.ts';
import { readIfThere, SUPERUSER } from './cluster.ts';
import { findReadyServer } from './server-process.ts';
import { PORT, socketFolder } from './sockets.ts';

/** The embedded database of this folder, where somebody runs it; nothing is started or taken over. */
export async function findRunning(folder: string): Promise<Connection | undefined> {
  const sockets = socketFolder(folder);
  const password = readIfThere(path.join(folder, 'password'));
  if (password === undefined || (await findReadyServer(path.join(folder, 'data'), sockets)) === undefined)
    return undefined;
  return { host: sockets, port: PORT, user: SUPERUSER, password, database: 'postgres' };
}
