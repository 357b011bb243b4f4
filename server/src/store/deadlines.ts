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

/**
 * Claims the first of those that are due and in nobody's hands, by a lock of the caller's transaction: `outcome` is `mine`,
 * `held` where all are in others' hands, or `none`. `own`: settings that the caller's process has in hand. `more`: another
 * is due, in whosever hands; `quiet`: for how many milliseconds none comes due. What it claims it reads after it has the
 * lock, since another process may have finished it a moment before: in a function each query sees what is committed by then.
 */
export const claimDeadlineMigration = `
  CREATE FUNCTION claim_deadline(kinds text[], own bigint[], OUT outcome text, OUT more boolean, OUT quiet float8, OUT kind text,
    OUT subject text, OUT tries int, OUT setting bigint, OUT late float8) LANGUAGE plpgsql AS $$
  DECLARE
    moment timestamptz := kaitong_now();
    due record;
    seen int := 0;
  BEGIN
    outcome := 'none';
    FOR due IN SELECT d.kind, d.subject FROM deadline d
      WHERE d.due_at <= moment AND d.kind = ANY(kinds) AND d.setting <> ALL(own) ORDER BY d.due_at LIMIT 100
    LOOP
      seen := seen + 1;
      EXIT WHEN outcome = 'mine';
      IF pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' deadline ' || due.kind || ' ' || due.subject, 0)) THEN
        SELECT d.kind, d.subject, d.tries, d.setting, extract(epoch FROM kaitong_now() - d.due_at)::float8 * 1000
        INTO kind, subject, tries, setting, late FROM deadline d
        WHERE d.kind = due.kind AND d.subject = due.subject AND d.due_at <= kaitong_now();
        IF FOUND THEN outcome := 'mine'; END IF;
      ELSE
        outcome := 'held';
      END IF;
    END LOOP;
    more := seen > 1;
    quiet := (SELECT extract(epoch FROM min(d.due_at) - moment)::float8 * 1000 FROM deadline d
      WHERE d.due_at > moment AND d.kind = ANY(kinds));
  END $$;
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

/** Forgets those of a kind that have been due for so long. Where no process takes the kind, each look would pass over all of them. */
export async function forgetDeadlines(db: Executor, kind: string, late: Duration): Promise<void> {
  await sql`
    DELETE FROM deadline WHERE kind = ${kind} AND due_at < kaitong_now() - ${late} * interval '1 ms'`.execute(db);
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
  const { notifications, handlers, onError, lanes = 8 } = options;
  const working = new Set<Promise<void>>();
  /** Settings of those in these lanes' hands. */
  const own = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;
  /** While all lanes were at work. */
  let missedWakes = 0;
  /** More is due than there are lanes: the next that is free goes on. */
  let isBehind = false;
  let stopped = false;

  function wakeIn(ms: number, begin: Begin): void {
    const at = performance.now() + ms;
    if (stopped || at >= wakesAt) return;
    clearTimeout(timer);
    wakesAt = at;
    timer = setTimeout(() => {
      wakesAt = Number.POSITIVE_INFINITY;
      // Where others are at work they may have taken what it was woken for.
      if (!startLane(working.size > 0 ? 'look' : begin)) missedWakes += 1;
    }, ms);
  }

  function startLane(begin: Begin): boolean {
    if (stopped || working.size >= lanes) return false;
    const lane: Promise<void> = work(begin).finally(() => working.delete(lane));
    working.add(lane);
    return true;
  }

  /** Another lane goes on while a handler works: now if more is due, else when the next is. */
  function goOn({ more, quiet }: Look): void {
    if (!more) wakeIn(quiet, 'look');
    else if (!startLane('claim')) isBehind = true;
  }

  /** Takes a deadline, and more where no other lane goes on; then the timer is set for the next. */
  async function work(begin: Begin): Promise<void> {
    for (let first = begin; !stopped; ) {
      const seen = missedWakes;
      const next = await takeOne(options, { begin: first, own, onClaimed: goOn }).catch((error: unknown) => {
        onError(error);
        return RECHECK;
      });
      if (typeof next === 'number') wakeIn(next, 'look');
      // Woken while it looked: what it was woken for may have been committed after that.
      if (!isBehind && seen === missedWakes && next !== 'failed') return;
      isBehind = false;
      first = next === 'failed' ? 'look' : 'claim';
    }
  }

  const off = notifications.on(DEADLINE_NEWS, (news) => {
    const [, ms = '0', kind] = /^(\d+)(?: (.*))?$/.exec(news ?? '0') ?? []; // a kind may have spaces in its name
    if (kind === undefined || Object.hasOwn(handlers, kind)) wakeIn(Number(ms), ms === '0' ? 'claim' : 'look');
  });
  startLane('look');

  return {
    async stop() {
      stopped = true;
      off();
      clearTimeout(timer);
      await Promise.all(working);
    },
  };
}

/** Whether something is known to be due, which is claimed at once, or is looked for first. */
type Begin = 'claim' | 'look';

type Row = Deadline<never> & { setting: number };

/** Whether there is another that is due, in whosever hands; and how long it is until the first that is not due yet. */
type Look = { more: boolean; quiet: number };

type Take = { begin: Begin; own: Set<number>; onClaimed: (look: Look) => void };

/**
 * @param onClaimed called before the handler runs
 * @returns `took`: the one that was due; `failed`: it is put off; or for how many milliseconds there is nothing to do
 */
async function takeOne<Tables>(
  { db, handlers, onError }: DeadlineRunnerOptions<Tables>,
  { begin, own, onClaimed }: Take,
): Promise<'took' | 'failed' | number> {
  const kinds = Object.keys(handlers);
  if (begin === 'look') {
    // Most looks find nothing: they begin no transaction.
    const { isDue, quiet } = await look(db, kinds, own);
    if (!isDue) return quiet;
  }
  let mine: Row | undefined;
  try {
    return await db.transaction().execute(async (trx) => {
      const { outcome, more, quiet: ms, ...claimed } = await claim(trx, kinds, own);
      const quiet = quietOf(ms);
      if (outcome === 'held') return Math.min(quiet, RECHECK);
      if (outcome === 'none') return quiet;
      mine = claimed;
      own.add(claimed.setting);
      onClaimed({ more, quiet });
      const { setting, ...deadline } = claimed;
      await handlers[deadline.kind]?.(deadline, trx);
      await removeDeadline(trx, claimed);
      return 'took';
    });
  } catch (error) {
    if (!mine) throw error;
    const { setting, ...deadline } = mine;
    // Told once it is postponed: whoever hears of the failure may rely on the next try's time.
    await postpone(db, mine).finally(() => onError(error, deadline));
    return 'failed';
  } finally {
    if (mine) own.delete(mine.setting);
  }
}

const quietOf = (ms: number | null): number => Math.min(Math.ceil(ms ?? LONGEST_SLEEP), LONGEST_SLEEP);

async function look(db: Executor, kinds: string[], own: Set<number>): Promise<{ isDue: boolean; quiet: number }> {
  const { rows } = await sql<{ due: boolean; ms: number | null }>`
    WITH moment AS MATERIALIZED (SELECT kaitong_now() AS now)
    SELECT EXISTS (
        SELECT FROM deadline WHERE due_at <= now AND kind = ANY(${kinds}) AND setting <> ALL(${[...own]}::bigint[])) AS due,
      (SELECT extract(epoch FROM min(due_at) - now)::float8 * 1000 FROM deadline
       WHERE due_at > now AND kind = ANY(${kinds})) AS ms
    FROM moment`.execute(db);
  const [found] = rows;
  if (!found) throw new Error('the look for deadlines came back empty');
  return { isDue: found.due, quiet: quietOf(found.ms) };
}

type Claim = Row & { outcome: 'mine' | 'held' | 'none'; more: boolean; quiet: number | null };

async function claim(trx: Executor, kinds: string[], own: Set<number>): Promise<Claim> {
  const { rows } = await sql<Claim>`SELECT * FROM claim_deadline(${kinds}::text[], ${[...own]}::bigint[])`.execute(trx);
  const [claimed] = rows;
  if (!claimed) throw new Error('the claim of a deadline came back empty');
  return claimed;
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
