import { seconds } from '@kaitong/contract';
import type pg from 'pg';
import type { Connection } from './connection.ts';
import { reach } from './reach.ts';
import { openAside } from './session-aside.ts';
import { DatabaseUnavailable } from './unavailable.ts';

const PATIENCE = seconds(10);
/** A pooler gives whoever comes next the session that became free last, if others do not come in between. */
const TRIES = 3;

/** Begins a transaction and says which of the server's processes does it. `undefined`: transactions are not taken at all. */
async function begin(client: pg.Client): Promise<number | undefined> {
  try {
    await client.query('BEGIN');
  } catch (error) {
    // `syntax_error_or_access_rule_violation` and what PgBouncer says: "transaction blocks not allowed in statement pooling mode".
    if (error instanceof Error && /statement pooling/.test(error.message)) return undefined;
    throw error;
  }
  return await pidOf(client);
}

async function pidOf(client: pg.Client): Promise<number | undefined> {
  return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
}

const connect = (connection: Connection): Promise<pg.Client> =>
  openAside({ ...reach(connection), query_timeout: PATIENCE, application_name: 'kaitong-check' });

/**
 * Refuses a pooler that gives a session to others between two transactions: settings, LISTEN, advisory locks and named
 * statements are of a session. One connection stands idle while others begin transactions: none of those may be done by the
 * process of the server that the first has, nor may the first have another one then.
 *
 * @throws DatabaseUnavailable
 */
export async function checkSessions(connection: Connection, where: string): Promise<void> {
  const clients: pg.Client[] = [];
  const open = async (): Promise<pg.Client> => {
    const client = await connect(connection);
    clients.push(client);
    return client;
  };
  try {
    const own = await open();
    const pid = await pidOf(own);
    for (let n = 0; n < TRIES; n++) {
      const other = await begin(await open());
      if (other === undefined || other === pid || (await pidOf(own)) !== pid) throw refusalOf(where);
    }
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}

const refusalOf = (where: string): DatabaseUnavailable =>
  new DatabaseUnavailable(
    'sessions_shared',
    `The pooler at ${where} gives one session of PostgreSQL to several programs in turn, and Kaitong needs its own: set pool_mode = session for this database in PgBouncer, or name PostgreSQL itself in KAITONG_DATABASE_URL.`,
  );
