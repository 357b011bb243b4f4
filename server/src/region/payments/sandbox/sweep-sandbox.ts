import { hours } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../../context.ts';

/** Longer than the sandbox goes on trying to be heard. */
const KEPT = hours(24 * 30);
/** Checkouts of one round; the next one is an hour later. */
const MOST = 5000;

/** Forgets messages, and checkouts at which nobody paid. Of a payment the money may be asked back for years. */
export async function sweepSandbox(trx: RegionTransaction): Promise<void> {
  const before = sql<Date>`kaitong_now() - ${KEPT} * interval '1 ms'`;
  await trx.deleteFrom('sandbox_callback').where('created_at', '<', before).execute();
  const unpaid = await trx
    .selectFrom('sandbox_checkout')
    .select('id')
    .where('expires_at', '<', before)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('sandbox_payment')
            .whereRef('checkout_id', '=', 'sandbox_checkout.id')
            .where('state', '=', 'paid'),
        ),
      ),
    )
    .limit(MOST)
    .forUpdate()
    .execute();
  if (unpaid.length === 0) return;
  const ids = unpaid.map(({ id }) => id);
  await trx.deleteFrom('sandbox_callback').where('checkout_id', 'in', ids).execute();
  await trx.deleteFrom('sandbox_payment').where('checkout_id', 'in', ids).execute();
  await trx.deleteFrom('sandbox_checkout').where('id', 'in', ids).execute();
}
