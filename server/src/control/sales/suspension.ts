import type { Pid } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTransaction } from '../context.ts';

/** The operator's stop, which stays with the product whatever its maker does. */
export async function noteSuspension(trx: ControlTransaction, pid: Pid, reason: string): Promise<void> {
  const suspended = { suspended_at: sql<Date>`kaitong_now()`, suspension_reason: reason };
  await trx
    .insertInto('product_sale')
    .values({ pid, resumed_at: null, stopped_at: null, stop_reason: null, ...suspended })
    .onConflict((conflict) => conflict.column('pid').doUpdateSet(suspended))
    .execute();
}

/** @returns whether there was a suspension to lift */
export async function forgetSuspension(trx: ControlTransaction, pid: Pid): Promise<boolean> {
  const lifted = await trx
    .updateTable('product_sale')
    .set({ suspended_at: null, suspension_reason: null, resumed_at: sql<Date>`kaitong_now()` })
    .where('pid', '=', pid)
    .where('suspended_at', 'is not', null)
    .executeTakeFirst();
  return lifted.numUpdatedRows > 0n;
}
