import { seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { z } from 'zod';
import { randomId } from '../secrets/ids.ts';
import { type DeadlineHandler, setDeadline } from '../store/deadlines.ts';
import type { SandboxTables } from '../store/sandbox/tables.ts';
import { type Checkout, tellMerchant } from './callbacks.ts';
import type { SandboxContext, SandboxTransaction } from './context.ts';
import type { CreateRefund } from './protocol.ts';

const REFUND = 'refund';
/** A bank takes its time: what becomes of a refund is never in the answer to whoever asked for it. */
const TAKES = seconds(1);

type Asked = z.output<typeof CreateRefund>;

/** Accepts a refund to decide on later. Not accepted: of a payment it does not know, or of more than is left. */
export async function createRefund({ db }: SandboxContext, asked: Asked): Promise<{ accepted: boolean }> {
  return { accepted: await db.transaction().execute((trx) => accept(trx, asked)) };
}

async function accept(trx: SandboxTransaction, { reference, paymentId, amount }: Asked): Promise<boolean> {
  const payment = await trx
    .selectFrom('payment')
    .selectAll()
    .where('id', '=', paymentId)
    .where('state', '=', 'paid')
    .where('currency', '=', amount.currency)
    .forUpdate()
    .executeTakeFirst();
  if (!payment) return false;
  const refunds = await trx.selectFrom('refund').selectAll().where('payment_id', '=', paymentId).execute();
  const known = refunds.find((one) => one.reference === reference);
  if (known && known.state !== 'failed') return true;
  const given = refunds.filter(({ state }) => state !== 'failed').reduce((sum, one) => sum + one.amount, 0);
  if (amount.amount < 1 || given + amount.amount > payment.amount) return false;
  await trx
    .insertInto('refund')
    .values({ reference, payment_id: paymentId, amount: amount.amount })
    .onConflict((conflict) =>
      conflict
        .column('reference')
        .doUpdateSet({ state: 'accepted', tries: sql<number>`refund.tries + 1`, amount: amount.amount }),
    )
    .execute();
  await setDeadline(trx, REFUND, reference, TAKES);
  return true;
}

/** Gives everything back that is left of a checkout's payments, without having been asked: a charge-back. */
export async function chargeBack(context: SandboxContext, checkout: Checkout): Promise<void> {
  await context.db.transaction().execute(async (trx) => {
    const payments = await trx
      .selectFrom('payment')
      .selectAll()
      .where('checkout_id', '=', checkout.id)
      .where('state', '=', 'paid')
      .forUpdate()
      .execute();
    for (const { id: paymentId, amount, currency } of payments) {
      const given = await trx
        .selectFrom('refund')
        .select((row) => row.fn.coalesce(row.fn.sum<number>('amount'), sql<number>`0`).as('amount'))
        .where('payment_id', '=', paymentId)
        .where('state', '!=', 'failed')
        .executeTakeFirstOrThrow();
      const left = { amount: amount - Number(given.amount), currency };
      await accept(trx, { reference: randomId('sandbox-', 18), paymentId, amount: left });
    }
  });
}

/** Decides on refunds: a payment somebody ticked "keeps the money" for refuses its first one. */
export function refundDeadlineHandlers(): Record<string, DeadlineHandler<SandboxTables>> {
  return {
    [REFUND]: async ({ subject: reference }, trx) => {
      const refund = await trx
        .selectFrom('refund')
        .innerJoin('payment', 'payment.id', 'refund.payment_id')
        .select(['refund.amount', 'tries', 'payment_id', 'currency', 'keeps_money', 'checkout_id'])
        .where('reference', '=', reference)
        .where('refund.state', '=', 'accepted')
        .executeTakeFirst();
      if (!refund) return;
      const failed = refund.keeps_money && refund.tries === 1;
      const { at } = await trx
        .updateTable('refund')
        .set({ state: failed ? 'failed' : 'succeeded' })
        .where('reference', '=', reference)
        .returning(sql<Date>`kaitong_now()`.as('at'))
        .executeTakeFirstOrThrow();
      const checkout = await trx
        .selectFrom('checkout')
        .selectAll()
        .where('id', '=', refund.checkout_id)
        .executeTakeFirstOrThrow();
      await tellMerchant(trx, checkout, {
        type: failed ? 'refund.failed' : 'refund.succeeded',
        paymentId: refund.payment_id,
        amount: { amount: refund.amount, currency: refund.currency },
        at,
        refundReference: reference,
      });
    },
  };
}
