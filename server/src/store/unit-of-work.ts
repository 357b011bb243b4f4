import { type Duration, seconds } from '@kaitong/contract';
import {
  type Expression,
  ExpressionWrapper,
  type Kysely,
  type OperationNodeSource,
  type RawBuilder,
  sql,
} from 'kysely';
import type { Executor } from './executor.ts';

/**
 * What a transaction sets going: entries of topics, deadlines, notifications, and such changes of rows as it does not look
 * at again. They are noted while it runs and written before it commits, by one statement: each by itself would cost more
 * than most of what they tell of.
 *
 * So a transaction's own later statements see none of it until `writeNoted`; what `attempt` undoes takes its own along.
 */
type UnitOfWork = {
  /** What rows that are held locked become, by row. What was said last of a column counts. */
  rows: Map<string, RowChange>;
  /** They see nothing of each other, and no two change the same row. */
  statements: Expression<unknown>[];
  /** `told`: to all that listen, or only where somebody follows the topic. */
  entries: { topic: string; data: string; told: 'all' | 'followers' }[];
  /** By kind and subject; what was said last counts. `undefined`: none any more, or only the one of this setting. */
  deadlines: Map<string, { kind: string; subject: string; after: Duration | undefined; setting?: number }>;
  notifications: Set<string>;
  /** The same, told only where somebody waits for one of these names; see `awaited-news.ts`. */
  awaited: Map<string, readonly string[]>;
};

type RowChange = { table: string; key: Values; set: Values };
type Values = Record<string, unknown>;

export const TOPIC_NEWS = 'topic';
export const DEADLINE_NEWS = 'deadline';
/** Who waits for deadlines looks at least this often, so one that is further away needs no notification. */
export const LONGEST_SLEEP = seconds(10);

const units = new WeakMap<Executor, UnitOfWork>();
/** Rows that a transaction holds locked, as it has changed them. */
const carried = new WeakMap<Executor, Map<string, unknown>>();
/** What it does is to be noted only. */
const tentative = new WeakSet<Executor>();

const emptyUnit = (): UnitOfWork => ({
  ...{ rows: new Map(), statements: [], entries: [] },
  ...{ deadlines: new Map(), notifications: new Set(), awaited: new Map() },
});

/** Does a transaction's work; what it sets going is written at its end. */
export async function asUnit<Result>(trx: Executor, work: () => Promise<Result>): Promise<Result> {
  units.set(trx, emptyUnit());
  carried.set(trx, new Map());
  try {
    const result = await work();
    await writeNoted(trx);
    return result;
  } finally {
    units.delete(trx);
    carried.delete(trx);
  }
}

/** What needs no look at a row leaves in one statement, which is a transaction by itself. */
export async function inOneStatement<Tables, Result>(
  db: Kysely<Tables>,
  say: (unit: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  const unit = db.withoutPlugins(); // another name for the same sessions
  return await asUnit(unit, () => say(unit));
}

/**
 * The same beside a change that returns rows: where it finds none, there are no entries, deadlines and notifications. What
 * is noted of rows and statements is written either way.
 */
export async function inOneStatementWith<Tables, Row>(
  db: Kysely<Tables>,
  change: OperationNodeSource & { execute(): Promise<Row[]> },
  say: (unit: Kysely<Tables>) => Promise<void>,
): Promise<Row[]> {
  const unit = db.withoutPlugins();
  const noted = emptyUnit();
  units.set(unit, noted);
  try {
    await say(unit);
  } finally {
    units.delete(unit);
  }
  return (await write(db, noted, new ExpressionWrapper<never, never, unknown>(change.toOperationNode()))) as Row[];
}

/**
 * The rows that this transaction holds locked, by whatever name their room gives them: each is read once, and is here as
 * the transaction has changed it since. Empty again where a part of it was undone.
 */
export const rowsCarriedBy = (trx: Executor): Map<string, unknown> => carried.get(trx) ?? new Map();

/** Changes a row that this transaction holds locked; several changes are one. */
export async function noteRow(db: Executor, table: string, key: Values, set: Values): Promise<void> {
  await note(db, ({ rows }) => {
    const name = JSON.stringify([table, key]);
    rows.set(name, { table, key, set: { ...rows.get(name)?.set, ...set } });
  });
}

/** Changes rows that nothing else in this transaction changes: an insert, say. */
export async function noteStatement(db: Executor, statement: OperationNodeSource): Promise<void> {
  await note(db, ({ statements }) => statements.push(new ExpressionWrapper(statement.toOperationNode())));
}

/** Outside a transaction it is written at once. */
export async function note(db: Executor, say: (unit: UnitOfWork) => unknown): Promise<void> {
  const unit = units.get(db);
  const noted = unit ?? emptyUnit();
  say(noted);
  if (!unit) await write(db, noted);
}

/** For what has to see it within the same transaction. */
export async function writeNoted(trx: Executor): Promise<void> {
  const unit = units.get(trx);
  if (!unit) return;
  if (tentative.has(trx)) throw new Error('what is tried by notes alone cannot be written before it is over');
  units.set(trx, emptyUnit());
  await write(trx, unit);
}

/**
 * A part of a transaction of which nothing stays where it throws, or where its result is not to be kept. What the
 * transaction set going before does.
 */
export async function attempt<Result>(
  trx: Executor,
  work: () => Promise<Result>,
  isKept: (result: Result) => boolean = () => true,
): Promise<Result> {
  await writeNoted(trx);
  const savepoint = sql.ref(`attempt_${++attempts}`); // each of a name of its own, since attempts nest
  await sql`SAVEPOINT ${savepoint}`.execute(trx);
  const undo = async (): Promise<void> => {
    units.set(trx, emptyUnit());
    rowsCarriedBy(trx).clear();
    await sql`ROLLBACK TO SAVEPOINT ${savepoint}`.execute(trx);
  };
  try {
    const result = await work();
    // Written here, so that what cannot be written undoes the attempt alone.
    await (isKept(result) ? writeNoted(trx) : undo());
    return result;
  } catch (error) {
    await undo();
    throw error;
  }
}

let attempts = 0;

/** The same for work that only reads and notes: there is nothing to undo but what it noted. */
export async function attemptByNotes<Result>(
  trx: Executor,
  work: () => Promise<Result>,
  isKept: (result: Result) => boolean,
): Promise<Result> {
  const before = units.get(trx) ?? emptyUnit();
  const rowsBefore = [...rowsCarriedBy(trx)];
  units.set(trx, {
    rows: new Map(before.rows),
    statements: [...before.statements],
    entries: [...before.entries],
    deadlines: new Map(before.deadlines),
    notifications: new Set(before.notifications),
    awaited: new Map(before.awaited),
  });
  tentative.add(trx);
  let isDone = false;
  try {
    const result = await work();
    isDone = isKept(result);
    return result;
  } finally {
    tentative.delete(trx);
    if (!isDone) {
      units.set(trx, before);
      const rows = rowsCarriedBy(trx);
      rows.clear();
      for (const [name, row] of rowsBefore) rows.set(name, row);
    }
  }
}

/** @param change without which nothing is written; what it returns comes back */
async function write(db: Executor, unit: UnitOfWork, change?: Expression<unknown>): Promise<unknown[]> {
  const deadlines = inOrder([...unit.deadlines.values()]);
  const set = deadlines.flatMap(({ after, ...deadline }) => (after === undefined ? [] : [{ ...deadline, after }]));
  const cleared = deadlines.filter(({ after }) => after === undefined);
  const condition = change ? sql`EXISTS (SELECT FROM changed)` : sql`true`;
  const parts = [
    ...(change ? [sql`changed AS (${change})`] : []),
    ...[...unit.rows.values()].map(changeOf),
    ...unit.statements.map((statement, n) => sql`${sql.raw(`statement_${n}`)} AS (${statement})`),
    ...(unit.entries.length > 0 ? writeEntries(unit.entries, condition) : []),
    ...(set.length > 0 ? [setDeadlines(set, condition)] : []),
    ...(cleared.length > 0 ? [clearDeadlines(cleared, condition)] : []),
  ];
  const news = [...unit.notifications, ...newsOf(unit.entries, set)];
  if (parts.length === 0 && news.length === 0 && unit.awaited.size === 0) return [];
  const head = parts.length === 0 ? sql`` : sql`WITH ${sql.join(parts)}`;
  const followed = unit.entries.filter(({ told }) => told === 'followers').map(({ topic }) => topic);
  const tell = sql`SELECT ${tellAll(sql`news`)} FROM (
    SELECT unnest(${news}::text[]) ${newsOfFollowed(followed)} ${newsAwaited(unit.awaited)}) AS told (news)`;
  const told = change
    ? sql`SELECT changed.*, ARRAY(SELECT told::text FROM (${tell}) AS said (told)) AS told FROM changed`
    : tell;
  return (await sql`${head} ${told}`.execute(db)).rows;
}

/** Tells every process that listens on this schema: for statements that change what they tell of themselves. */
export const tellAll = (news: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`pg_notify('kaitong_' || current_schema(), ${news})`;

function changeOf({ table, key, set }: RowChange, n: number): RawBuilder<unknown> {
  const changes = Object.entries(set).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  const conditions = Object.entries(key).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  return sql`${sql.raw(`row_${n}`)} AS (
    UPDATE ${sql.table(table)} SET ${sql.join(changes)} WHERE ${sql.join(conditions, sql` AND `)})`;
}

/** Who locks several rows locks them in one order. */
const inOrder = <Item extends { kind: string; subject: string }>(items: Item[]): Item[] =>
  items.sort((a, b) => compare(a.kind, b.kind) || compare(a.subject, b.subject));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function newsOf(entries: UnitOfWork['entries'], set: { kind: string; after: Duration }[]): string[] {
  const soon = [...Map.groupBy(set, ({ kind }) => kind)]
    .map(([kind, ofKind]) => [Math.min(...ofKind.map(({ after }) => after)), kind] as const)
    .filter(([ms]) => ms < LONGEST_SLEEP);
  return [
    ...new Set(entries.filter(({ told }) => told === 'all').map(({ topic }) => `${TOPIC_NEWS} ${topic}`)),
    ...soon.map(([ms, kind]) => `${DEADLINE_NEWS} ${Math.ceil(ms)} ${kind}`),
  ];
}

/** Whether a topic is followed is read of its row after that is locked; see `keepFollowed`. */
const newsOfFollowed = (topics: readonly string[]): RawBuilder<unknown> =>
  topics.length === 0
    ? sql``
    : sql`UNION ALL SELECT ${`${TOPIC_NEWS} `}::text || name FROM counter
        WHERE name = ANY(${[...new Set(topics)]}::text[]) AND followed_until > clock_timestamp()`;

/** See `awaited-news.ts`. */
function newsAwaited(awaited: UnitOfWork['awaited']): RawBuilder<unknown> {
  if (awaited.size === 0) return sql``;
  const pairs = [...awaited].flatMap(([news, names]) => names.map((name) => ({ name, news })));
  return sql`UNION ALL SELECT awaited_news(${pairs.map(({ name }) => name)}::text[], ${pairs.map(({ news }) => news)}::text[])`;
}

/** A topic's row stays locked until the commit; see `append`. */
function writeEntries(entries: UnitOfWork['entries'], condition: RawBuilder<unknown>): RawBuilder<unknown>[] {
  const topics = entries.map(({ topic }) => topic);
  const data = entries.map((entry) => entry.data);
  return [
    sql`entry AS MATERIALIZED (
      SELECT topic, data, count(*) OVER (PARTITION BY topic) AS many, row_number() OVER (PARTITION BY topic ORDER BY n) AS nth
      FROM unnest(${topics}::text[], ${data}::text[]) WITH ORDINALITY AS given (topic, data, n)
      WHERE ${condition})`,
    sql`counter AS (
      INSERT INTO topic AS t (name, seq) SELECT topic, count(*) FROM entry GROUP BY topic ORDER BY topic
      ON CONFLICT (name) DO UPDATE SET seq = t.seq + excluded.seq RETURNING name, seq, followed_until)`,
    sql`written AS (
      INSERT INTO topic_entry (topic, seq, data)
      SELECT topic, counter.seq - many + nth, data::jsonb FROM entry JOIN counter ON counter.name = entry.topic)`,
  ];
}

function setDeadlines(
  deadlines: { kind: string; subject: string; after: Duration }[],
  condition: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`set_deadline AS (
    INSERT INTO deadline (kind, subject, due_at)
    SELECT kind, subject, kaitong_now() + ms * interval '1 ms'
    FROM unnest(${deadlines.map(({ kind }) => kind)}::text[], ${deadlines.map(({ subject }) => subject)}::text[],
      ${deadlines.map(({ after }) => after)}::float8[]) AS given (kind, subject, ms)
    WHERE ${condition}
    ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, tries = 0, setting = DEFAULT)`;
}

function clearDeadlines(
  deadlines: { kind: string; subject: string; setting?: number }[],
  condition: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`cleared_deadline AS (
    DELETE FROM deadline USING unnest(${deadlines.map(({ kind }) => kind)}::text[],
      ${deadlines.map(({ subject }) => subject)}::text[],
      ${deadlines.map(({ setting }) => setting ?? null)}::bigint[]) AS given (kind, subject, setting)
    WHERE deadline.kind = given.kind AND deadline.subject = given.subject
      AND deadline.setting = coalesce(given.setting, deadline.setting) AND ${condition})`;
}
