import pg from 'pg';
import type { Connection } from './connection.ts';
import { type EmbeddedOptions, openEmbedded } from './embedded/supervisor.ts';
import { REFUSES_WRITES, reach, readHosts } from './reach.ts';
import { checkSessions } from './session-mode.ts';
import { DatabaseUnavailable } from './unavailable.ts';

export type PostgresSource = ({ folder: string } & EmbeddedOptions) | { url: string };

export type Postgres = {
  connection: Connection;
  kind: 'embedded' | 'external';
  /** An embedded server left running by a program that was killed was taken over. */
  adopted: boolean;
  /** Stops an embedded server; an external one is not ours to stop. */
  stop(): Promise<void>;
};

/** PostgreSQL 15 is the oldest with a supported life ahead; its number as `server_version_num` counts. */
const OLDEST = 150_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * The database server: the embedded one on a folder of its own, or any PostgreSQL ≥ 15 by URL.
 *
 * @throws DatabaseUnavailable with a sentence for the operator
 */
export async function openPostgres(source: PostgresSource): Promise<Postgres> {
  if ('folder' in source) {
    const { folder, ...options } = source;
    const { connection, adopted, stop } = await openEmbedded(folder, options);
    return { connection, kind: 'embedded', adopted, stop };
  }
  const connection: Connection = { connectionString: source.url };
  await checkServer(connection, source.url);
  const where = withoutPassword(source.url);
  await checkSessions(connection, where).catch((cause: unknown) => {
    throw cause instanceof DatabaseUnavailable ? cause : explain(cause, where);
  });
  return { connection, kind: 'external', adopted: false, stop: async () => {} };
}

async function checkServer(connection: Connection, url: string): Promise<void> {
  const where = withoutPassword(url);
  let client: pg.Client;
  try {
    client = new pg.Client({ ...reach(connection), connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    client.on('error', () => {}); // the query below rejects as well; unheard, the event would end this process
    await client.connect();
  } catch (cause) {
    throw explain(cause, where);
  }
  try {
    const { rows } = await client.query<{ server_version_num: string; server_version: string; refuses: boolean }>(
      `SELECT current_setting('server_version_num') AS server_version_num, current_setting('server_version') AS server_version,
        ${REFUSES_WRITES} AS refuses`,
    );
    const version = Number(rows[0]?.server_version_num);
    if (version < OLDEST) {
      throw new DatabaseUnavailable(
        'too_old',
        `The database at ${where} is PostgreSQL ${rows[0]?.server_version}; Kaitong needs 15 or newer.`,
      );
    }
    if (rows[0]?.refuses)
      throw new DatabaseUnavailable(
        'read_only',
        `The database at ${where} takes no writes: it is a standby, or kept read-only. Name the primary in KAITONG_DATABASE_URL, or all of its servers, separated by commas.`,
      );
  } finally {
    await client.end();
  }
}

function explain(cause: unknown, where: string): DatabaseUnavailable {
  const { code = '', message = String(cause) } = cause as { code?: string; message?: string };
  // Classes 28 (invalid authorisation) and 3D (no such database) of the SQLSTATE table.
  if (/^28|^3D/.test(code)) {
    return new DatabaseUnavailable('login_refused', `The database at ${where} refused the login: ${message}.`, {
      cause,
    });
  }
  const reason = message || code; // node-postgres leaves the message of an AggregateError empty
  return new DatabaseUnavailable('unreachable', `The database at ${where} cannot be reached: ${reason}.`, { cause });
}

function withoutPassword(url: string): string {
  try {
    const hosts = readHosts(url);
    const { pathname } = new URL(hosts[0]?.url ?? url);
    return `${hosts.map(({ name }) => name).join()}${pathname}`;
  } catch {
    return 'the given URL';
  }
}
