import { type Duration, hours, minutes, seconds } from '@kaitong/contract';
import { z } from 'zod';
import { randomId } from '../secrets/ids.ts';
import { type Checkout, tellMerchant } from './callbacks.ts';
import type { SandboxContext, SandboxTransaction } from './context.ts';

/** What somebody at the checkout does, and how the provider is to misbehave about it. */
export const Paying = z.object({
  /** `twice`: two payments for one checkout. `short`, `over`: another amount than was asked for. */
  act: z.enum(['pay', 'refuse', 'twice', 'short', 'over']),
  delay: z.enum(['none', 'short', 'long']).default('none'),
  copies: z.coerce.number().int().min(1).max(5).default(1),
  keepsMoney: z.stringbool().default(false),
});
export type Paying = z.output<typeof Paying>;

/** How one payment goes, with or without its payer. */
type Manner = Omit<Paying, 'delay'> & { delay: Paying['delay'] | 'days' };

/** `long` is later than any order waits; `days` is later than what is paid for lasts when the next period is charged. */
const DELAYS = { none: seconds(0), short: seconds(20), long: minutes(45), days: hours(36) } satisfies Record<
  Manner['delay'],
  Duration
>;

/** Enough to try everything out. Each payment, and its return, stands in the merchant's books for good. */
const MOST_PAYMENTS = 20;

/** Takes somebody's money, or refuses to, and lets the merchant hear of it. */
export async function pay({ db }: SandboxContext, checkout: Checkout, paying: Paying): Promise<'paid' | 'too_many'> {
  const payments = paying.act === 'twice' ? 2 : 1;
  return await db.transaction().execute(async (trx) => {
    await trx.selectFrom('checkout').select('id').where('id', '=', checkout.id).forNoKeyUpdate().execute();
    const { before } = await trx
      .selectFrom('payment')
      .select((row) => row.fn.countAll<number>().as('before'))
      .where('checkout_id', '=', checkout.id)
      .executeTakeFirstOrThrow();
    if (Number(before) + payments > MOST_PAYMENTS) return 'too_many';
    for (let n = 0; n < payments; n++) await payOnce(trx, checkout, paying);
    return 'paid';
  });
}

/** Takes money of a checkout, or refuses to, as part of the caller's transaction. */
export async function payOnce(trx: SandboxTransaction, checkout: Checkout, { act, ...manner }: Manner): Promise<void> {
  const state = act === 'refuse' ? 'refused' : 'paid';
  const { currency } = checkout;
  const amount = amountOf(checkout, act);
  const payment = await trx
    .insertInto('payment')
    .values({
      id: randomId('sbp', 18),
      checkout_id: checkout.id,
      amount,
      currency,
      state,
      keeps_money: manner.keepsMoney,
    })
    .returning(['id', 'at'])
    .executeTakeFirstOrThrow();
  const type = state === 'paid' ? 'payment.succeeded' : 'payment.refused';
  const told = {
    type,
    paymentId: payment.id,
    amount: { amount, currency },
    at: payment.at,
    refundReference: null,
    ...(state === 'paid' && checkout.wants_mandate ? { mandate: await giveMandate(trx, checkout) } : {}),
  } as const;
  await tellMerchant(trx, checkout, told, { delay: DELAYS[manner.delay], copies: manner.copies });
}

/** One for a checkout, however often it is paid. */
async function giveMandate(trx: SandboxTransaction, { id }: Checkout): Promise<string> {
  await trx
    .insertInto('mandate')
    .values({ id: randomId('sbm', 18), checkout_id: id, ended_at: null })
    .onConflict((conflict) => conflict.column('checkout_id').doNothing())
    .execute();
  const mandate = trx.selectFrom('mandate').select('id').where('checkout_id', '=', id);
  return (await mandate.executeTakeFirstOrThrow()).id;
}

function amountOf({ amount }: Checkout, act: Paying['act']): number {
  if (act === 'over') return amount + 1;
  return act === 'short' ? Math.max(1, amount - 1) : amount;
}
