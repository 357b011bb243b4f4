import { hours } from '@kaitong/contract';
import { sql } from 'kysely';
import { type DeadlineHandler, setDeadline } from '../store/deadlines.ts';
import type { SandboxTables } from '../store/sandbox/tables.ts';
import type { SandboxTransaction } from './context.ts';

// Set for the first time by the schema's migration.
const SWEEP = 'sweep';
const ALL = 'all';
const EVERY = hours(1);

/** Longer than the sandbox goes on trying to be heard. */
const KEPT = hours(24 * 30);
/** Checkouts of one round; the next one is an hour later. */
const MOST = 5000;

/** Removes what has expired: once an hour, one process. */
export function sweepDeadlineHandlers(): Record<string, DeadlineHandler<SandboxTables>> {
  return {
    [SWEEP]: async (_, trx) => {
      await sweep(trx);
      await setDeadline(trx, SWEEP, ALL, EVERY);
    },
  };
}

/** Forgets messages, and checkouts at which nobody paid. Of a payment the money may be asked back for years. */
async function sweep(trx: SandboxTransaction): Promise<void> {
  const before = sql<Date>`kaitong_now() - ${KEPT} * interval '1 ms'`;
  await trx.deleteFrom('callback').where('created_at', '<', before).execute();
  const unpaid = await trx
    .selectFrom('checkout')
    .select('id')
    .where('expires_at', '<', before)
    .where((is) =>
      is.not(
        is.exists(is.selectFrom('payment').whereRef('checkout_id', '=', 'checkout.id').where('state', '=', 'paid')),
      ),
    )
    .limit(MOST)
    .forUpdate()
    .execute();
  if (unpaid.length === 0) return;
  const ids = unpaid.map(({ id }) => id);
  await trx.deleteFrom('callback').where('checkout_id', 'in', ids).execute();
  await trx.deleteFrom('payment').where('checkout_id', 'in', ids).execute();
  await trx.deleteFrom('checkout').where('id', 'in', ids).execute();
}
