import type { Database, RegionTables } from '@kaitong/server/testing';

/** The peer of what the database does: one row inserted and committed, again and again, by so many sessions. A second. */
export async function measureInserts({ pool }: Database<RegionTables>, sessions: number, ms: number): Promise<number> {
  await pool.query('CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, text text NOT NULL)');
  const clients = await Promise.all(Array.from({ length: Math.min(sessions, 8) }, () => pool.connect()));
  const text = 'x'.repeat(200);
  let done = 0;
  const until = performance.now() + ms;
  await Promise.all(
    clients.map(async (client) => {
      for (; performance.now() < until; done++)
        await client.query({ name: 'bench', text: 'INSERT INTO bench_row (text) VALUES ($1)', values: [text] });
    }),
  );
  for (const client of clients) client.release();
  return (done * 1000) / ms;
}
