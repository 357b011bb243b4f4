import { type Duration, seconds } from '@kaitong/contract';
import pg from 'pg';
import type { Connection } from './connection.ts';
import { reach } from './reach.ts';

/** Counted in ticks, of which a process that was held up itself misses all but one. */
const TICK: Duration = seconds(1);
/** A statement without an answer for so long makes us ask whether the database answers at all. */
const SILENT_TICKS = 5;
/** How long that question may take: more than the slowest machine that still works. */
const PATIENCE_TICKS = 5;
/** Two standbys that change places, or a primary that notices that one is gone, take less. */
const LATE_TICKS = 10;

/** Watches over the statements of a pool for a database that takes them and answers none, as one that was stopped does. */
export type Pulse = {
  /** It has not answered the last question: who needs a session now need not wait for it. */
  isStopped(): boolean;
  /**
   * `end`: breaks the statement's session off. `late`: told each time that it has waited for another ten seconds. Call what
   * is returned when there is an answer.
   */
  watch(end: (error: Error) => void, late?: () => void): () => void;
  close(): void;
};

type Statement = { since: number; end: (error: Error) => void; late: (() => void) | undefined };
type Question = { since: number; client: pg.Client };

/**
 * How long a statement takes says nothing: migrations and locks take their time. Only while a new session gets no answer
 * either are those that wait ended, and new ones refused.
 */
export function takePulse(connection: Connection, tick: Duration = TICK): Pulse {
  const statements = new Set<Statement>(); // the oldest first
  let ticks = 0;
  let answeredAt = 0;
  let isStopped = false;
  let question: Question | undefined;
  let timer: NodeJS.Timeout | undefined;

  function ask(): void {
    const client = new pg.Client({ ...reach(connection), application_name: 'kaitong-pulse' });
    const asked = { since: ticks, client };
    question = asked;
    client.on('error', () => {}); // unheard it ends this process
    const settle = (): void => {
      void client.end().catch(() => {});
      if (question !== asked) return;
      // An error is an answer too: whoever has no server left, or no session, is told so by the pool itself.
      question = undefined;
      isStopped = false;
      answeredAt = ticks;
    };
    void client
      .connect()
      .then(() => client.query('SELECT 1'))
      .then(settle, settle);
  }

  function giveUp({ client }: Question): void {
    question = undefined;
    isStopped = true;
    breakOff(client, SILENCE());
    for (const { since, end } of statements) if (ticks - since >= SILENT_TICKS) end(SILENCE());
  }

  function look(): void {
    ticks += 1;
    for (const { since, late } of statements) {
      if (ticks - since < LATE_TICKS) break; // those behind it were sent later
      if ((ticks - since) % LATE_TICKS === 0) late?.();
    }
    if (question && ticks - question.since >= PATIENCE_TICKS) giveUp(question);
    const [oldest] = statements;
    const isSilent = oldest !== undefined && ticks - Math.max(oldest.since, answeredAt) >= SILENT_TICKS;
    if (!question && (isSilent || isStopped)) ask();
    if (statements.size > 0 || question || isStopped) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    isStopped: () => isStopped,
    watch(end, late) {
      timer ??= setInterval(look, tick).unref();
      const statement = { since: ticks, end, late };
      statements.add(statement);
      return () => void statements.delete(statement);
    },
    close() {
      clearInterval(timer);
      if (question) breakOff(question.client, SILENCE());
      question = undefined;
    },
  };
}

const SILENCE = (): Error => new Error('Connection terminated: the database takes statements and answers none');

/** Ends a session from our side, with all that waits in it. */
export function breakOff(client: pg.Client, error: Error): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(error: Error): void } } };
  connection.stream.destroy(error);
}
