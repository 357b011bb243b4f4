import type { Duration } from '@kaitong/contract';
import { sql } from 'kysely';
import { json } from '../../store/database.ts';
import type { RegionTransaction } from '../context.ts';

/**
 * One that has no reply yet. A reply that is just being taken holds its command and may wait for what the caller holds, a
 * run say: neither waits for the other, and whoever replies is asked no more.
 */
const unanswered = (id: string) => sql<boolean>`id IN (
  SELECT id FROM command WHERE id = ${id} AND replied_at IS NULL FOR UPDATE SKIP LOCKED)`;

/**
 * A command is not sent any more, since another one says it better; a reply that is on its way still counts.
 *
 * @returns `false` where it says the same, and stays
 */
export async function replaceCommand(trx: RegionTransaction, id: string, by: object): Promise<boolean> {
  const says = await trx
    .selectFrom('command')
    .select('id')
    .where('id', '=', id)
    .where('payload', '=', json(by))
    .executeTakeFirst();
  if (says) return false;
  await trx.updateTable('command').set({ expires_at: sql<Date>`kaitong_now()` }).where(unanswered(id)).execute();
  return true;
}

/** One that waits for its device is worth sending for so much longer. */
export async function delayCommand(trx: RegionTransaction, id: string, by: Duration): Promise<void> {
  await trx
    .updateTable('command')
    .set({ expires_at: sql<Date>`expires_at + ${by} * interval '1 ms'` })
    .where(unanswered(id))
    .execute();
}
