import { type Duration, minutes } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { jsonText } from './database.ts';
import type { Executor } from './executor.ts';
import { type Listener, type Notifications, notify } from './notifications.ts';
import { note, TOPIC_NEWS } from './unit-of-work.ts';

/** An entry of a numbered log: 1, 2, 3 … within its topic, without gaps. */
export type Entry<Data> = { seq: number; data: Data; at: Date };

export const topicMigration = `
  CREATE TABLE topic (
    name text PRIMARY KEY,
    seq bigint NOT NULL,
    acknowledged bigint NOT NULL DEFAULT 0 CHECK (acknowledged <= seq)
  );
  CREATE INDEX topic_unacknowledged ON topic (name text_pattern_ops) WHERE acknowledged < seq;
  CREATE TABLE topic_entry (
    topic text NOT NULL REFERENCES topic (name) ON DELETE CASCADE,
    seq bigint NOT NULL,
    data jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT kaitong_now(),
    PRIMARY KEY (topic, seq)
  );
`;

export const followedTopicMigration = 'ALTER TABLE topic ADD COLUMN followed_until timestamptz';

export const PAGE = 500;
/** So long is told what is added to a topic, after somebody said that it is followed. */
const FOLLOWED_FOR = minutes(5);

/**
 * Adds an entry to a topic (an application's progress, a run's outbox) as part of the caller's transaction.
 *
 * The topic's row stays locked until the commit, so numbers appear in their order: with a plain sequence, entry 5 could
 * become visible after a reader had gone past 6, and would be missed for good.
 */
export async function append(db: Executor, topic: string, data: unknown): Promise<void> {
  await note(db, ({ entries }) => entries.push({ topic, data: jsonText(data), told: 'all' }));
}

/** The same to a topic that only its followers wait for: where there are none, nobody is told. */
export async function appendForFollowers(db: Executor, topic: string, data: unknown): Promise<void> {
  await note(db, ({ entries }) => entries.push({ topic, data: jsonText(data), told: 'followers' }));
}

/**
 * Whoever waits for what is added to a topic says so here, and then looks: what was not committed by then is told, and what
 * is told was committed after it. That row is the one which whoever adds holds until the commit, so neither goes by what
 * was true of the other before. By the clock that no test moves: it says how long a process may be silent.
 */
export async function keepFollowed(db: Executor, topic: string): Promise<void> {
  await sql`
    INSERT INTO topic (name, seq, followed_until) VALUES (${topic}, 0, clock_timestamp() + ${FOLLOWED_FOR} * interval '1 ms')
    ON CONFLICT (name) DO UPDATE SET followed_until = excluded.followed_until`.execute(db);
}

/** Puts other words into entries that hold this, for what must not be kept: their numbers stay. */
export async function overwriteEntries(db: Executor, topic: string, holding: object, words: object): Promise<void> {
  await sql`
    UPDATE topic_entry SET data = data || ${jsonText(words)}::jsonb
    WHERE topic = ${topic} AND data @> ${jsonText(holding)}::jsonb`.execute(db);
}

/** The entries that follow number `after`, in order. */
export async function readAfter<Data>(
  db: Executor,
  topic: string,
  after: number,
  limit = PAGE,
): Promise<Entry<Data>[]> {
  const { rows } = await sql<Entry<Data>>`
    SELECT seq, data, at FROM topic_entry WHERE topic = ${topic} AND seq > ${after} ORDER BY seq LIMIT ${limit}`.execute(
    db,
  );
  return rows;
}

/** 0 for a topic that nobody has written to. */
export async function lastSeq(db: Executor, topic: string): Promise<number> {
  const { rows } = await sql<{ seq: number }>`SELECT seq FROM topic WHERE name = ${topic}`.execute(db);
  return rows[0]?.seq ?? 0;
}

/** Notes that the one receiver of an outbox has everything up to `seq`. Never goes back. */
export async function acknowledge(db: Executor, topic: string, seq: number): Promise<void> {
  await sql`
    UPDATE topic SET acknowledged = least(${seq}::bigint, seq)
    WHERE name = ${topic} AND acknowledged < ${seq}::bigint`.execute(db);
}

/** Outboxes whose name begins with `prefix` and whose receiver has not acknowledged everything yet. */
export async function listUnacknowledged(
  db: Executor,
  prefix: string,
  limit = PAGE,
): Promise<{ topic: string; acknowledged: number; seq: number }[]> {
  const { rows } = await sql<{ topic: string; acknowledged: number; seq: number }>`
    SELECT name AS topic, acknowledged, seq FROM topic
    WHERE acknowledged < seq AND name LIKE ${startingWith(prefix)} ORDER BY name LIMIT ${limit}`.execute(db);
  return rows;
}

export type ReadOptions = {
  /** Entries of each. */
  first: number;
  /** Outboxes. */
  most?: number;
  /** Up to where receivers have them, which is acknowledged by the same statement. */
  taken?: ReadonlyMap<string, number>;
  /** Those behind this name come before those up to it. */
  after?: string;
};

/** The same with the first of what each holds for its receiver, in order. */
export async function readUnacknowledged<Data>(
  db: Executor,
  prefix: string,
  { first, most = PAGE, taken = new Map(), after = '' }: ReadOptions,
): Promise<{ topic: string; acknowledged: number; entries: Pick<Entry<Data>, 'seq' | 'data'>[] }[]> {
  const order = after === '' ? sql`name` : sql`name <= ${after}, name`;
  const { rows } = await sql<{ topic: string; acknowledged: number; seq: number; data: Data }>`
    WITH taken AS MATERIALIZED (
      SELECT topic.name, least(given.seq, topic.seq) AS seq
      FROM unnest(${[...taken.keys()]}::text[], ${[...taken.values()]}::bigint[]) AS given (name, seq)
        JOIN topic ON topic.name = given.name
      ORDER BY topic.name FOR NO KEY UPDATE OF topic),
    noted AS (
      UPDATE topic SET acknowledged = taken.seq FROM taken WHERE topic.name = taken.name AND acknowledged < taken.seq)
    SELECT name AS topic, acknowledged, entry.seq, entry.data
    FROM (SELECT name, greatest(acknowledged, taken.seq) AS acknowledged FROM topic LEFT JOIN taken USING (name)
      WHERE greatest(acknowledged, taken.seq) < topic.seq AND acknowledged < topic.seq AND name LIKE ${startingWith(prefix)}
      ORDER BY ${order} LIMIT ${most}) AS behind,
    LATERAL (SELECT seq, data FROM topic_entry
      WHERE topic = name AND seq > acknowledged ORDER BY seq LIMIT ${first}) AS entry
    ORDER BY ${order}, entry.seq`.execute(db);
  const topics = Map.groupBy(rows, ({ topic }) => topic);
  return [...topics].map(([topic, entries]) => ({ topic, acknowledged: entries[0]?.acknowledged ?? 0, entries }));
}

/**
 * Removes entries that the receiver has acknowledged and that are older than `age`, from topics whose name begins with
 * `prefix`. The topics keep their counters: one that began at 1 again would be taken for a repetition.
 */
export async function sweepAcknowledged(db: Executor, prefix: string, age: Duration): Promise<void> {
  await sql`
    DELETE FROM topic_entry USING topic
    WHERE topic_entry.topic = name AND name LIKE ${startingWith(prefix)} AND topic_entry.seq <= acknowledged
      AND at < kaitong_now() - ${age} * interval '1 ms'`.execute(db);
}

/**
 * Numbers an outbox's unacknowledged entries anew, behind `taken`: its receiver has heard of numbers that were given here
 * before this database was restored from a backup, and would take these for repetitions. Nothing happens where it has not.
 */
export async function renumberAfter<Tables>(db: Kysely<Tables>, topic: string, taken: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ seq: number; acknowledged: number }>`
      SELECT seq, acknowledged FROM topic WHERE name = ${topic} FOR UPDATE`.execute(trx);
    const [counter] = rows;
    if (!counter || taken <= counter.seq) return;
    const shift = taken - counter.acknowledged;
    await sql`
      UPDATE topic_entry SET seq = seq + ${shift}
      WHERE topic = ${topic} AND seq > ${counter.acknowledged}`.execute(trx);
    await sql`UPDATE topic SET seq = seq + ${shift}, acknowledged = ${taken} WHERE name = ${topic}`.execute(trx);
    await notify(trx, TOPIC_NEWS, topic);
  });
}

export async function removeTopic(db: Executor, topic: string): Promise<void> {
  await sql`DELETE FROM topic WHERE name = ${topic}`.execute(db);
}

const startingWith = (prefix: string): string => `${prefix.replace(/[\\%_]/g, '\\$&')}%`;

/** Calls `listener` when `topic` may have grown: then look with `readAfter`. */
export function onAppended(notifications: Notifications, topic: string, listener: () => void): () => void {
  const hear: Listener = (payload) => {
    if (payload === undefined || payload === topic) listener();
  };
  return notifications.on(TOPIC_NEWS, hear);
}

/** Calls `listener` with each topic under `prefix` that grew, and with `undefined` when any of them may have. */
export function onAnyAppended(notifications: Notifications, prefix: string, listener: Listener): () => void {
  return notifications.on(TOPIC_NEWS, (payload) => {
    if (payload === undefined || payload.startsWith(prefix)) listener(payload);
  });
}
