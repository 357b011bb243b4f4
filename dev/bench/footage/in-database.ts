import type { Database, RegionTables, Statement } from '@kaitong/server/testing';

type Explained = { 'Planning Time': number; 'Execution Time': number };

const TRIES = 3;

/**
 * Milliseconds that the database takes to plan and to carry out these statements, one after the other: the least of some
 * tries, since what others on the machine take is not the database's.
 */
export async function timeInDatabase(
  database: Pick<Database<RegionTables>, 'pool'>,
  statements: readonly Statement[],
): Promise<number> {
  const tries: number[] = [];
  for (let n = 0; n < TRIES; n++) tries.push(await timeOnce(database, statements));
  return Math.min(...tries);
}

async function timeOnce(
  { pool }: Pick<Database<RegionTables>, 'pool'>,
  statements: readonly Statement[],
): Promise<number> {
  let ms = 0;
  for (const { text, values } of statements) {
    const { rows } = await pool.query<{ 'QUERY PLAN': [Explained] }>(
      `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`,
      [...values],
    );
    const plan = rows[0]?.['QUERY PLAN'][0];
    ms += (plan?.['Planning Time'] ?? 0) + (plan?.['Execution Time'] ?? 0);
  }
  return ms;
}
