import { isRefusal, type Refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Opens an event within its purpose's transaction. Of one that is refused nothing stays; what stood before it does. */
export async function unlessRefused<Answer>(
  trx: RegionTransaction,
  open: () => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  await sql`SAVEPOINT opening`.execute(trx);
  const opened = await open();
  if (isRefusal(opened)) await sql`ROLLBACK TO SAVEPOINT opening`.execute(trx);
  return opened;
}
