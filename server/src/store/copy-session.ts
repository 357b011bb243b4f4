import type pg from 'pg';
import { configure } from './configure.ts';
import type { Connection } from './connection.ts';
import { reach } from './reach.ts';
import { openAside } from './session-aside.ts';

/**
 * A session of its own for what takes minutes, without the pool's limit on idle transactions: a reader at the end of a slow
 * line, or a file that is read meanwhile. COPY writes times as these settings say, whatever the database's defaults are.
 */
export async function openCopySession(connection: Connection): Promise<pg.Client> {
  const settings = {
    timezone: 'UTC',
    datestyle: 'ISO',
    intervalstyle: 'postgres',
    bytea_output: 'hex',
    search_path: 'pg_catalog',
    client_connection_check_interval: 500,
    tcp_keepalives_idle: 10,
  };
  const client = await openAside({ ...reach(connection), keepAlive: true, application_name: 'kaitong-copy' });
  try {
    await configure(client, settings);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return client;
}
