import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, RegionTables, Statement } from '@kaitong/server/testing';

/**
 * Milliseconds of processor time that the database takes for these statements, one after the other, planning and sending
 * included: what others on the machine take is not the database's. Where the system does not tell (not Linux), it is the
 * time that passes.
 */
export async function timeInDatabase(
  { pool }: Pick<Database<RegionTables>, 'pool'>,
  statements: readonly Statement[],
): Promise<number> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const pid = rows[0]?.pid ?? 0;
    const before = await processorTime(pid);
    for (const { text, values } of statements) await client.query(text, [...values]);
    return (await processorTime(pid)) - before;
  } finally {
    client.release();
  }
}

async function processorTime(pid: number): Promise<number> {
  await sleep(2); // the kernel adds it up when the process rests
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}
