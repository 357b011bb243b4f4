import { type Duration, milliseconds } from '@kaitong/contract';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Executor } from './executor.ts';
import type { Notifications } from './notifications.ts';
import { DEADLINE_NEWS, LONGEST_SLEEP, note, writeNoted } from './unit-of-work.ts';

/** Something that has to happen at a time, unless it is cleared before. One row per kind and subject. */
export type Deadline<Subject extends string = string> = {
  kind: string;
  /** As it was set: an id, as a rule of the kind that it is a deadline of. */
  subject: Subject;
  tries: number;
  /** For how long it has been due: much, where no process of this schema was up to take it. */
  late: Duration;
};

/** Runs in a transaction with the removal of its deadline. May set it anew. Throwing brings it back later. */
export type DeadlineHandler<Tables, Subject extends string = string> = (
  deadline: Deadline<Subject>,
  trx: Transaction<Tables>,
) => Promise<void>;

/** By kind, whatever each kind's subjects are: its handler alone knows. */
export type DeadlineHandlers<Tables> = Readonly<Record<string, DeadlineHandler<Tables, never>>>;

export const deadlineMigration = `
  CREATE TABLE deadline (
    kind text NOT NULL,
    subject text NOT NULL,
    due_at timestamptz NOT NULL,
    tries int NOT NULL DEFAULT 0,
    setting bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (kind, subject)
  );
  CREATE INDEX deadline_due ON deadline (due_at);
`;

/** How soon a row is looked at again that is due and in another process's hands. */
const RECHECK = milliseconds(300);

/** Sets or moves a deadline as part of the caller's transaction. */
export async function setDeadline(db: Executor, kind: string, subject: string, after: Duration): Promise<void> {
  await note(db, ({ deadlines }) => deadlines.set(keyOf(kind, subject), { kind, subject, after }));
}

/** Removes a deadline as part of the caller's transaction; one that is not there is fine. */
export async function clearDeadline(db: Executor, kind: string, subject: string): Promise<void> {
  await note(db, ({ deadlines }) => deadlines.set(keyOf(kind, subject), { kind, subject, after: undefined }));
}

/** Removes one that was taken; one that its handler, or whoever that waited for, has set anew stays. */
async function removeDeadline(trx: Executor, { kind, subject, setting }: Row): Promise<void> {
  await note(trx, ({ deadlines }) => {
    const key = keyOf(kind, subject);
    if (!deadlines.has(key)) deadlines.set(key, { kind, subject, after: undefined, setting });
  });
}

const keyOf = (kind: string, subject: string): string => `${kind} ${subject}`;

/** What waits for its time is due now. Rows in another process's hands are due anyway. */
export async function hurryDeadlines(db: Executor, kind: string): Promise<void> {
  await sql`
    UPDATE deadline SET due_at = kaitong_now() WHERE (kind, subject) IN (
      SELECT kind, subject FROM deadline WHERE kind = ${kind} AND due_at > kaitong_now() FOR UPDATE SKIP LOCKED)`.execute(
    db,
  );
}

/** Moves those that are set of these kinds by so much, as part of the caller's transaction. */
export async function delayDeadlines(db: Executor, kinds: string[], subject: string, by: Duration): Promise<void> {
  await writeNoted(db);
  const { rows } = await sql<{ kind: string; left: number }>`
    SELECT kind, extract(epoch FROM due_at - kaitong_now())::float8 * 1000 AS left FROM deadline
    WHERE subject = ${subject} AND kind = ANY(${kinds})`.execute(db);
  for (const { kind, left } of rows) await setDeadline(db, kind, subject, milliseconds(Math.max(0, left + by)));
}

/** The same for all of a kind, whatever their subject. */
export async function delayAll(db: Executor, kind: string, by: Duration): Promise<void> {
  await sql`
    UPDATE deadline SET due_at = due_at + ${by} * interval '1 ms' WHERE (kind, subject) IN (
      SELECT kind, subject FROM deadline WHERE kind = ${kind} ORDER BY subject FOR UPDATE)`.execute(db);
}

export async function findDeadline(db: Executor, kind: string, subject: string): Promise<Date | undefined> {
  const { rows } = await sql<{ due_at: Date }>`
    SELECT due_at FROM deadline WHERE kind = ${kind} AND subject = ${subject}`.execute(db);
  return rows[0]?.due_at;
}

export type DeadlineRunnerOptions<Tables> = {
  db: Kysely<Tables>;
  notifications: Notifications;
  /** This process takes only the kinds named here. */
  handlers: DeadlineHandlers<Tables>;
  onError: (error: unknown, deadline?: Deadline) => void;
  /** Handlers at work at once; each holds a session of the pool. */
  lanes?: number;
};

export type DeadlineRunner = { stop(): Promise<void> };

/**
 * Runs the handlers of deadlines as they fall due, whichever process set them. No polling while nothing is due: it sleeps
 * until the earliest row, and a notification wakes it for an earlier one. A handler that takes long holds up one lane.
 *
 * A deadline is claimed by an advisory lock of its transaction and not by locking its row: whoever changes a subject locks
 * the subject first and its deadline's row second, a handler that held the row would do it the other way round, and the
 * two would deadlock just when an event arrives at the last moment. If the process dies, PostgreSQL drops the session with
 * its claim, and another process takes the deadline at its next look.
 */
export function runDeadlines<Tables>(options: DeadlineRunnerOptions<Tables>): DeadlineRunner {
  const { notifications, onError, lanes = 8 } = options;
  const working = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;
  /** While all lanes were at work. */
  let missedWakes = 0;
  let stopped = false;

  function wakeIn(ms: number): void {
    const at = performance.now() + ms;
    if (stopped || at >= wakesAt) return;
    clearTimeout(timer);
    wakesAt = at;
    timer = setTimeout(() => {
      wakesAt = Number.POSITIVE_INFINITY;
      if (!startLane()) missedWakes += 1;
    }, ms);
  }

  function startLane(): boolean {
    if (stopped || working.size >= lanes) return false;
    const lane: Promise<void> = work().finally(() => working.delete(lane));
    working.add(lane);
    return true;
  }

  /** Others go on while a handler works: now if more is due, else when the next is. */
  function goOn({ due, quiet }: Look): void {
    if (due > 1) startLane();
    else wakeIn(quiet);
  }

  /** Takes one deadline after the other as long as there may be more; then the timer is set for the next. */
  async function work(): Promise<void> {
    while (!stopped) {
      const seen = missedWakes;
      const next = await takeOne(options, goOn).catch((error: unknown) => {
        onError(error);
        return RECHECK;
      });
      // Woken while it looked: what it was woken for may have been committed after that.
      if (next === 'more' || seen !== missedWakes) continue;
      if (next !== 'took') wakeIn(next);
      return;
    }
  }

  const off = notifications.on(DEADLINE_NEWS, (ms) => wakeIn(ms === undefined ? 0 : Number(ms)));
  startLane();

  return {
    async stop() {
      stopped = true;
      off();
      clearTimeout(timer);
      await Promise.all(working);
    },
  };
}

type Row = Deadline<never> & { setting: number };

/** How many are due, counted up to two, in whosever hands; and how long it is until the first that is not due yet. */
type Look = { due: number; quiet: number };

/**
 * @param onClaimed called before the handler runs
 * @returns `took`: the one that was due; `more`: others may be due; or for how many milliseconds there is nothing to do
 */
async function takeOne<Tables>(
  { db, handlers, onError }: DeadlineRunnerOptions<Tables>,
  onClaimed: (look: Look) => void,
): Promise<'took' | 'more' | number> {
  const kinds = Object.keys(handlers);
  // Most looks find nothing: they begin no transaction.
  const seen = await look(db, kinds);
  if (seen.due === 0) return seen.quiet;
  let mine: Row | undefined;
  try {
    const claimed = await db.transaction().execute(async (trx) => {
      const claimed = await claim(trx, kinds);
      if (claimed === 'held' || claimed === 'gone') return claimed;
      mine = claimed;
      onClaimed(seen);
      const { setting, ...deadline } = claimed;
      await handlers[deadline.kind]?.(deadline, trx);
      await removeDeadline(trx, claimed);
      return 'took';
    });
    if (claimed === 'held') return Math.min(seen.quiet, RECHECK);
    return claimed === 'took' && seen.due === 1 ? 'took' : 'more';
  } catch (error) {
    if (!mine) throw error;
    const { setting, ...deadline } = mine;
    // Told once it is postponed: whoever hears of the failure may rely on the next try's time.
    await postpone(db, mine).finally(() => onError(error, deadline));
    return 'more';
  }
}

async function look(db: Executor, kinds: string[]): Promise<Look> {
  const { rows } = await sql<{ due: number; ms: number | null }>`
    WITH moment AS MATERIALIZED (SELECT kaitong_now() AS now)
    SELECT (SELECT count(*) FROM (SELECT FROM deadline WHERE due_at <= now AND kind = ANY(${kinds}) LIMIT 2) AS two) AS due,
      (SELECT extract(epoch FROM min(due_at) - now)::float8 * 1000 FROM deadline
       WHERE due_at > now AND kind = ANY(${kinds})) AS ms
    FROM moment`.execute(db);
  const [found] = rows;
  if (!found) throw new Error('the look for deadlines came back empty');
  return { due: found.due, quiet: Math.min(Math.ceil(found.ms ?? LONGEST_SLEEP), LONGEST_SLEEP) };
}

type Claim = { held: boolean; kind: string | null; subject: string | null };

/** `held`: all that is due is in others' hands. `gone`: another process finished it since our look. */
async function claim(trx: Executor, kinds: string[]): Promise<Row | 'held' | 'gone'> {
  // `mine` reads `due` row by row and only until one lock is had: what it tries in vain it does not hold.
  const { rows } = await sql<Claim>`
    WITH moment AS MATERIALIZED (SELECT kaitong_now() AS now),
    due AS MATERIALIZED (
      SELECT kind, subject FROM deadline, moment
      WHERE due_at <= now AND kind = ANY(${kinds}) ORDER BY due_at LIMIT 100),
    mine AS MATERIALIZED (
      SELECT kind, subject FROM due
      WHERE pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' deadline ' || kind || ' ' || subject, 0))
      LIMIT 1)
    SELECT EXISTS (SELECT FROM due) AS held, mine.kind, mine.subject
    FROM moment LEFT JOIN mine ON true`.execute(trx);
  const [claimed] = rows;
  if (!claimed) throw new Error('the claim of a deadline came back empty');
  if (claimed.kind === null) return claimed.held ? 'held' : 'gone';
  const { rows: still } = await sql<Row>`
    SELECT kind, subject, tries, setting, extract(epoch FROM kaitong_now() - due_at)::float8 * 1000 AS late FROM deadline
    WHERE kind = ${claimed.kind} AND subject = ${claimed.subject} AND due_at <= kaitong_now()`.execute(trx);
  return still[0] ?? 'gone';
}

/**
 * 1, 2, 4 … 64 s: a handler that meets an outage must not spin, nor wait long once it is over. Its claim is gone with its
 * transaction: where another process has taken it and fails too, it is later.
 */
async function postpone(trx: Executor, { kind, subject, tries, setting }: Row): Promise<void> {
  await sql`
    UPDATE deadline SET tries = tries + 1, due_at = kaitong_now() + ${2 ** Math.min(tries, 6)} * interval '1 s'
    WHERE kind = ${kind} AND subject = ${subject} AND setting = ${setting}`.execute(trx);
}
