import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import { openDatabase } from './database.ts';

const PATIENCE = seconds(5);

/**
 * Does `work` unless another process does it now, whichever of those on this database. Who dies in the middle of it holds
 * nobody up. What takes long asks now and then whether it is still alone: a session that ended took that along.
 */
export async function exclusively(
  connection: Connection,
  name: string,
  work: (isAlone: () => Promise<boolean>) => Promise<void>,
): Promise<'done' | 'held'> {
  const { db, close } = openDatabase(connection, 'public', () => {}, { poolSize: 1 });
  try {
    return await db.connection().execute(async (session) => {
      const { rows } = await sql<{ mine: boolean }>`
        SELECT pg_try_advisory_lock(hashtextextended(${name}, 0)) AS mine`.execute(session);
      if (!rows[0]?.mine) return 'held';
      await work(async () => {
        const asked = sql`SELECT`.execute(session).then(
          () => true,
          () => false,
        );
        return await Promise.race([asked, sleep(PATIENCE, false, { ref: false })]);
      });
      return 'done';
    });
  } finally {
    await close(); // with its session goes the lock
  }
}
