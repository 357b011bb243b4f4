import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Connection } from './connection.ts';
import { reachTestServer } from './testing/server.ts';

export type TestDatabase = {
  /** For `openDatabase`, and for child processes by way of `url`. */
  connection: Connection;
  url: string;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * An empty database of one test file's own, on a PostgreSQL that all test files share: the first one to ask starts it, and
 * it ends by itself some seconds after the last one is gone. What it holds is not forced to the disk.
 */
export async function startTestDatabase(): Promise<TestDatabase> {
  const server = await reachTestServer();
  const database = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server.connection, `CREATE DATABASE ${database} STRATEGY = FILE_COPY`);
  const connection: Connection = { ...server.connection, database };
  return {
    connection,
    url: toUrl(connection),
    async [Symbol.asyncDispose]() {
      await asAdmin(server.connection, `DROP DATABASE ${database} WITH (FORCE)`);
      server.release();
    },
  };
}

async function asAdmin(connection: Connection, statement: string): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function toUrl({ host, port, user, password, database }: Connection): string {
  const query = new URLSearchParams({ host: String(host), port: String(port) });
  return `postgresql://${user}:${password}@/${database}?${query}`;
}
