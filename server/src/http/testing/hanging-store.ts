import { sql } from 'kysely';
import { expect } from 'vitest';
import type { TestRegion } from './region.ts';

/** Makes a call whose first question to the store gets no answer until it was seen that nothing is locked meanwhile. */
export async function whileStoreHangs<Answer>({ context }: TestRegion, call: () => Promise<Answer>): Promise<Answer> {
  const { db, objects } = context;
  const { findInfo } = objects;
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  objects.findInfo = async (key) => {
    asked.resolve();
    await held.promise;
    return await findInfo(key);
  };
  try {
    const answer = call();
    await Promise.race([asked.promise, answer.then(() => expect.fail('the store was not asked'))]);
    const transactions = async () => {
      const { rows } = await sql`
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`.execute(
        db,
      );
      return rows.length;
    };
    await expect.poll(transactions).toBe(0);
    held.resolve();
    return await answer;
  } finally {
    held.resolve();
    objects.findInfo = findInfo;
  }
}
