import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import { openDatabase } from './database.ts';

/**
 * Does `work` unless another process does it now, whichever of those on this database. Who dies in the middle of it holds
 * nobody up.
 */
export async function exclusively(
  connection: Connection,
  name: string,
  work: () => Promise<void>,
): Promise<'done' | 'held'> {
  const { db, close } = openDatabase(connection, 'public', () => {}, { poolSize: 1 });
  try {
    return await db.connection().execute(async (session) => {
      const { rows } = await sql<{ mine: boolean }>`
        SELECT pg_try_advisory_lock(hashtextextended(${name}, 0)) AS mine`.execute(session);
      if (!rows[0]?.mine) return 'held';
      await work();
      return 'done';
    });
  } finally {
    await close(); // with its session goes the lock
  }
}
