import path from 'node:path';
import { findServer, openPostgres } from '@kaitong/server/testing';

/** A PostgreSQL of its own, with the settings that it has in service: forced to the disk, and tidied. */
export async function openServiceDatabase(folder: string) {
  const postgres = await openPostgres({ folder: path.join(folder, 'postgres') });
  const { host, port, user, password, database } = postgres.connection;
  const url = `postgresql://${user}:${password}@/${database}?${new URLSearchParams({ host: String(host), port: String(port) })}`;
  const pid = findServer(path.join(folder, 'postgres/data'));
  if (pid === undefined) throw new Error('PostgreSQL does not say which process it is');
  return { pid, connection: postgres.connection, url, [Symbol.asyncDispose]: () => postgres.stop() };
}
