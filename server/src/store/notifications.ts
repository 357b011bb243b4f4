import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Connection } from './connection.ts';
import { checkSchemaName } from './database.ts';
import type { Executor } from './executor.ts';
import type { ClockReading } from './followed-clock.ts';
import { reach } from './reach.ts';
import { note } from './unit-of-work.ts';

/** `undefined`: something may have been missed, look at everything. */
export type Listener<Payload extends string = string> = (payload: Payload | undefined) => void;

export type Notifications = {
  /**
   * Calls `listener` for each notification about `topic`, until the returned function is called. `Payload`: what `notify`
   * says about it, an id as a rule.
   */
  on<Payload extends string = string>(topic: string, listener: Listener<Payload>): () => void;
  /** Calls `listener` with what the database's clock said last, and each time that it is asked again, on this session. */
  onTime(listener: (reading: ClockReading) => void): () => void;
  /** Whether commits wait for a standby, as was told with the time. */
  needsStandby(): boolean;
  close(): Promise<void>;
};

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2000;
/**
 * How often the database is asked for the time. The answer also shows that the session lives: a firewall that forgot the
 * connection says nothing.
 */
const PROBE_EVERY_MS = 15_000;
const PROBE_TIMEOUT_MS = 5000;

/**
 * One session of this process that hears what `notify` says in `schema`, and reconnects. A notification is a hint to look
 * into a table, never the news itself: what was said while nobody listened is lost, so after a reconnect every listener is
 * called with `undefined`.
 *
 * One channel carries all topics: a listener then hears from the moment of `on`, with no LISTEN to wait for.
 *
 * @throws if the first connection fails; later failures go to `onError` and are mended here
 */
export async function openNotifications(
  connection: Connection,
  schema: string,
  onError: (error: unknown) => void,
): Promise<Notifications> {
  checkSchemaName(schema);
  const listeners = new Map<string, Set<Listener<never>>>();
  const timeListeners = new Set<(reading: ClockReading) => void>();
  const closing = new AbortController();
  let lastReading: ClockReading | undefined;
  let needsStandby = false;
  let client: pg.Client | undefined;
  let reconnecting: Promise<void> | undefined;

  const tell = (listener: Listener<never>, payload: string | undefined): void => {
    try {
      listener(payload as never); // whoever says something about a topic, and its listeners, know what it is
    } catch (error) {
      onError(error);
    }
  };

  async function askTime(asked: pg.Client): Promise<void> {
    const askedAt = performance.now();
    const { rows } = await asked.query<{ ms: number; standbys: string }>(
      `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms,
        current_setting('synchronous_standby_names') AS standbys`,
    );
    if (!rows[0]) throw new Error('the database did not say the time');
    const reading = { said: rows[0].ms, askedAt, heardAt: performance.now() };
    lastReading = reading;
    needsStandby = rows[0].standbys !== '';
    for (const listener of timeListeners) listener(reading);
  }

  async function connect(): Promise<void> {
    const next = new pg.Client({
      ...reach(connection),
      keepAlive: true,
      query_timeout: PROBE_TIMEOUT_MS,
      connectionTimeoutMillis: PROBE_TIMEOUT_MS,
      application_name: `kaitong-${schema}-listen`,
    });
    next.on('error', onError); // unheard, it ends this process
    next.on('notification', ({ payload = '' }) => {
      const end = payload.indexOf(' ');
      for (const listener of listeners.get(payload.slice(0, end)) ?? []) tell(listener, payload.slice(end + 1));
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${channelOf(schema)}`);
      await askTime(next);
    } catch (error) {
      await next.end().catch(onError);
      throw error;
    }
    next.once('end', () => {
      client = undefined;
      if (!closing.signal.aborted) reconnecting = reconnect();
    });
    client = next;
  }

  async function reconnect(): Promise<void> {
    for (let wait = FIRST_RETRY_MS; !closing.signal.aborted; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      try {
        await connect();
        for (const set of listeners.values()) for (const listener of set) tell(listener, undefined);
        return;
      } catch (error) {
        onError(error);
        await sleep(wait, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  }

  await connect();
  const probe = setInterval(() => {
    const asked = client;
    if (!asked) return;
    askTime(asked).catch((error: unknown) => {
      onError(error);
      destroy(asked);
    });
  }, PROBE_EVERY_MS).unref();

  return {
    on(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => {
        set.delete(listener);
      };
    },
    onTime(listener) {
      timeListeners.add(listener);
      if (lastReading) listener(lastReading);
      return () => {
        timeListeners.delete(listener);
      };
    },
    needsStandby: () => needsStandby,
    async close() {
      closing.abort();
      clearInterval(probe);
      await reconnecting;
      await client?.end();
    },
  };
}

/**
 * Tells every process that listens on this schema, once the surrounding transaction commits. At most 7,900 bytes; several
 * equal ones of one transaction arrive once. `topic` is one word.
 *
 * PostgreSQL lets commits that notify pass one at a time, so hot paths (segments, heartbeats) must not use it.
 */
export async function notify(db: Executor, topic: string, payload: string): Promise<void> {
  await note(db, ({ notifications }) => notifications.add(`${topic} ${payload}`));
}

const channelOf = (schema: string): string => `kaitong_${schema}`;

/** Ends a session whose server does not answer, without the farewell that `end()` would wait for. */
function destroy(client: pg.Client): void {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
  stream.destroy();
}
