import pg from 'pg';
import type { Connection } from '../connection.ts';

/** A session of its own for statements that no pool's transaction may hold: making and dropping databases. */
export async function withAdmin<Result>(
  connection: Connection,
  work: (admin: pg.Client) => Promise<Result>,
): Promise<Result> {
  const admin = new pg.Client(connection);
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
