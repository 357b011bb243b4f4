import type { Duration } from '@kaitong/contract';
import { sql } from 'kysely';
import { json } from '../../store/database.ts';
import type { RegionTransaction } from '../context.ts';

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
  await trx
    .updateTable('command')
    .set({ expires_at: sql<Date>`kaitong_now()` })
    .where('id', '=', id)
    .where('replied_at', 'is', null)
    .execute();
  return true;
}

/** One that waits for its device is worth sending for so much longer. */
export async function delayCommand(trx: RegionTransaction, id: string, by: Duration): Promise<void> {
  await trx
    .updateTable('command')
    .set({ expires_at: sql<Date>`expires_at + ${by} * interval '1 ms'` })
    .where('id', '=', id)
    .where('replied_at', 'is', null)
    .execute();
}
