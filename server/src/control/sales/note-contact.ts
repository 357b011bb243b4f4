import type { ContactState } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTransaction } from '../context.ts';

/** How far the operator is with a request, and what it told whoever asked. */
export async function noteContact(
  trx: ControlTransaction,
  id: string,
  { state, answer }: { state: ContactState; answer: string | undefined },
): Promise<void> {
  await trx
    .updateTable('contact_request')
    .set({ state, changed_at: sql<Date>`kaitong_now()`, ...(answer === undefined ? {} : { answer }) })
    .where('id', '=', id)
    .execute();
}
