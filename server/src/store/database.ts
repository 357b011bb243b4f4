import { type Duration, milliseconds, minutes, seconds } from '@kaitong/contract';
import { Kysely, PostgresDialect, type RawBuilder, sql, type TransactionBuilder } from 'kysely';
import pg from 'pg';
import type { Connection } from './connection.ts';
import { NamingClient, type NamingOptions } from './naming-client.ts';
import { Pool } from './out-of-reach.ts';
import { type Pulse, takePulse } from './pulse.ts';
import { reach } from './reach.ts';
import { asUnit } from './unit-of-work.ts';
import { cancel } from './unsure.ts';

/** One schema of the database: the control plane's, or a region's. */
export type Database<Tables> = {
  db: Kysely<Tables>;
  pool: pg.Pool;
  schema: string;
  connection: Connection;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  /** Sessions of this process and schema. A transaction holds one from begin to end. */
  poolSize?: number | undefined;
  /** Told when a statement found no room on the database's disk. */
  onFull?: () => void;
  /** Told how many milliseconds somebody waited for a session. */
  onWait?: ((ms: number) => void) | undefined;
  /** How time passes for whoever watches whether the database answers, and when a commit is late: a second. */
  pulseEvery?: Duration;
  /** The latest time that this process has been told by the schema's clock, from when it has one. */
  reached?: () => Date | undefined;
};

const POOL_SIZE = 16;
/**
 * For a session that others of this process have. A database that answers nobody is found by its pulse, and one that is gone
 * when the session is opened: whoever waits so long has much before them, and would only come again.
 */
const POOL_PATIENCE = seconds(30);
/** A session that is opened anew knows no statement and no table yet. */
const IDLE_TIMEOUT = minutes(5);

const PLANNING = {
  /** Compiling takes longer than any statement of ours. */
  jit: 'off',
  /**
   * As much as a page in order, nearly: what is asked for often is in memory. With the default of 4 a day's table is read
   * from end to end while it is new and empty, and a named statement keeps that plan while it grows.
   */
  random_page_cost: 1.1,
};

/** What gives a dead or hung process's locks to the others. */
const LET_GO = {
  /** A killed client's session ends now and not with the long statement that it is in. */
  client_connection_check_interval: milliseconds(500),
  /** A program that hangs in the middle of a transaction. */
  idle_in_transaction_session_timeout: seconds(60),
  /** A machine that lost power sends no farewell; in seconds, then times. No effect on unix sockets. */
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
};

/** Sessions that look into `schema`, in UTC. `onError` hears of idle sessions that the server ended; the pool replaces them. */
export function openDatabase<Tables>(
  connection: Connection,
  schema: string,
  onError: (error: Error) => void,
  { poolSize = POOL_SIZE, onFull, onWait, pulseEvery, reached }: DatabaseOptions = {},
): Database<Tables> {
  checkSchemaName(schema);
  const pulse = takePulse(connection, pulseEvery);
  const sessions: pg.PoolConfig & NamingOptions & { pulse: Pulse; onWait: DatabaseOptions['onWait'] } = {
    ...reach(connection),
    max: poolSize,
    connectionTimeoutMillis: POOL_PATIENCE,
    idleTimeoutMillis: IDLE_TIMEOUT,
    keepAlive: true,
    onConnect: async (client) => {
      if (!(client instanceof NamingClient)) return;
      const settings = { search_path: schema, timezone: 'UTC', ...PLANNING, ...LET_GO };
      await client.begin(settings, keepingTime(schema, reached?.()));
    },
    application_name: `kaitong-${schema}`,
    types: { getTypeParser },
    Client: NamingClient,
    ...(onFull && { onFull }),
    cancel: (backend, inWait) => cancel(connection, backend, inWait),
    pulse,
    onWait,
  };
  const pool = new Pool(sessions);
  pool.on('error', (error) => onError(withoutSession(error))); // unheard, it ends this process
  // So does a session that the server ends while a transaction holds it; its next statement rejects, and that is enough.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Plane<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, schema, connection, close: () => db.destroy().finally(pulse.close) };
}

/** No session looks at a clock that is behind what this process was told by another server's. */
const keepingTime = (schema: string, reached: Date | undefined): string[] => {
  if (!reached) return [];
  const moment = `to_timestamp(${reached.getTime() / 1000})`;
  return [`CASE WHEN clock_timestamp() < ${moment} THEN ${schema}.keep_time(${moment}) END AS kept`];
};

/** The pool hangs the session with all that it holds on what it says of it, and the log would write it down. */
function withoutSession(error: Error): Error {
  Reflect.deleteProperty(error, 'client');
  return error;
}

/** Each of its transactions is a unit of work. */
class Plane<Tables> extends Kysely<Tables> {
  override transaction(): TransactionBuilder<Tables> {
    const builder = super.transaction();
    const execute = builder.execute.bind(builder);
    builder.execute = (work) => execute((trx) => asUnit(trx, () => work(trx)));
    return builder;
  }
}

/** A value for a jsonb column. Without it node-postgres sends an array as a PostgreSQL array, which jsonb refuses. */
export function json<T>(value: T): RawBuilder<T> {
  return sql<T>`${jsonText(value)}::jsonb`;
}

/** JSON as jsonb takes it: it refuses NUL and halves of surrogate pairs, and cameras send any bytes. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return /\\u(?:0000|d[89a-f])/.test(text) ? JSON.stringify(value, asStorable) : text;
}

const asStorable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '\ufffd').toWellFormed() : value;

/** Schema names go into search paths and channel names unquoted. */
export function checkSchemaName(schema: string): void {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(schema)) throw new RangeError(`not a schema name: ${schema}`);
}

const asText = (text: string): string => text;

const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (id: number, format?: string) => {
  if (format !== 'binary') {
    if (id === pg.types.builtins.INT8) return parseInt8;
    // As a Date it would be midnight in this machine's time zone, often the day before in UTC.
    if (id === pg.types.builtins.DATE) return asText;
  }
  return format === 'binary' ? pg.types.getTypeParser(id, 'binary') : pg.types.getTypeParser(id, 'text');
};

/** int8 comes as text by default since it may exceed 2^53; counters and money here never do. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of range: ${text}`);
  return value;
}
