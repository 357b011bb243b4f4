import { type Parsed, type Pid, type Refusal, type Reply, refusal, type sales } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { changeSale } from './change-sale.ts';

/** Stops new sales of a product. What owners paid for runs on. Stopping again changes nothing. */
export async function stopSale(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid }, body: { reason } }: Parsed<typeof sales.stopSale>,
): Promise<Reply<typeof sales.stopSale> | Refusal> {
  return await changeSale(context, caller, { pid, operation: 'stopSale' }, async (trx, { stoppedAt }) => {
    if (stoppedAt !== null) return false;
    await stopSaleFor(trx, pid, reason);
    await audit(trx, caller, 'sale.stopped', pid, { reason });
    return true;
  });
}

/** In the caller's transaction, which publishes the product. One that is stopped stays as it is. */
export async function stopSaleFor(trx: ControlTransaction, pid: Pid, reason: string): Promise<void> {
  const stopped = { stopped_at: sql<Date>`kaitong_now()`, stop_reason: reason };
  await trx
    .insertInto('product_sale')
    .values({ pid, resumed_at: null, suspended_at: null, suspension_reason: null, ...stopped })
    .onConflict((conflict) => conflict.column('pid').doUpdateSet(stopped).where('product_sale.stopped_at', 'is', null))
    .execute();
}

/** Sells a product again that its maker stopped; not one that the operator suspended. */
export async function resumeSale(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: Parsed<typeof sales.resumeSale>,
): Promise<Reply<typeof sales.resumeSale> | Refusal> {
  return await changeSale(
    context,
    caller,
    { pid, operation: 'resumeSale' },
    async (trx, { sample, stoppedAt, suspendedAt, suspensionReason }) => {
      if (suspendedAt !== null) return refusal('sale_suspended', { reason: suspensionReason ?? '' });
      if (sample === 'browser') return refusal('demonstration_not_sold');
      if (stoppedAt === null) return false;
      await trx
        .updateTable('product_sale')
        .set({ stopped_at: null, stop_reason: null, resumed_at: sql<Date>`kaitong_now()` })
        .where('pid', '=', pid)
        .execute();
      await audit(trx, caller, 'sale.resumed', pid);
      return true;
    },
  );
}
