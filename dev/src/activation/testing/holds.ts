import type { Database } from '@kaitong/server/testing';

/** Keeps the server from going on somewhere, by a lock that it needs, until released. */
export type Hold = { release(): Promise<void> };

const held = new Set<Hold>();

/** What a test that failed has not released. */
export const releaseAll = (): Promise<unknown> => Promise.all([...held].map((hold) => hold.release()));

type Pool = Database<unknown>['pool'];

/** Runs a statement that locks rows, and stays in its transaction. */
export async function holdRows({ pool }: { pool: Pool }, statement: string, values: unknown[]): Promise<Hold> {
  const session = await pool.connect();
  await session.query('BEGIN');
  await session.query('SET LOCAL idle_in_transaction_session_timeout = 0');
  const { rowCount } = await session.query(statement, values);
  if (rowCount === 0) throw new Error(`nothing to hold: ${statement}`);
  const hold: Hold = {
    async release() {
      if (!held.delete(hold)) return;
      await session.query('ROLLBACK');
      session.release();
    },
  };
  held.add(hold);
  return hold;
}

/** Takes an advisory lock of the product by the text that it hashes. */
export const holdNamed = (place: { pool: Pool }, name: string): Promise<Hold> =>
  holdRows(place, 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);

/** Keeps a deadline's handler from being started by any process. */
export const holdDeadline = (place: { pool: Pool; schema: string }, kind: string, subject: string): Promise<Hold> =>
  holdNamed(place, `${place.schema} deadline ${kind} ${subject}`);
