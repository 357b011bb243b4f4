import { sql } from 'kysely';
import { z } from 'zod';
import type { Checkout } from './callbacks.ts';
import { createCheckoutIn } from './checkouts.ts';
import type { SandboxContext, SandboxTransaction } from './context.ts';
import { payOnce } from './pay.ts';
import type { CreateCharge } from './protocol.ts';

/** How charges by a mandate are to end from now on: what somebody says who tries things out. */
export const Manner = z.enum(['pay', 'refuse', 'late', 'twice']);
export type Manner = z.output<typeof Manner>;

type Asked = z.output<typeof CreateCharge>;

/** Charges by a mandate, once for each attempt. */
export async function createCharge({ db }: SandboxContext, asked: Asked): Promise<{ accepted: boolean }> {
  return { accepted: await db.transaction().execute((trx) => charge(trx, asked)) };
}

async function charge(trx: SandboxTransaction, asked: Asked): Promise<boolean> {
  const { reference, attempt, mandate: id } = asked;
  const mandate = await trx.selectFrom('mandate').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!mandate || mandate.ended_at !== null) return false;
  const made = await trx
    .insertInto('charge')
    .values({ reference, attempt, mandate_id: id })
    .onConflict((conflict) => conflict.columns(['reference', 'attempt']).doNothing())
    .returning('attempt')
    .executeTakeFirst();
  if (!made) return true;
  const checkout = await createCheckoutIn(trx, { ...asked, mandate: false });
  const plain = { act: 'pay', delay: 'none', copies: 1, keepsMoney: false } as const;
  switch (mandate.manner) {
    case 'pay':
      await payOnce(trx, checkout, plain);
      break;
    case 'refuse':
      await payOnce(trx, checkout, { ...plain, act: 'refuse', copies: 2 });
      break;
    case 'late':
      await payOnce(trx, checkout, { ...plain, delay: 'days' });
      break;
    case 'twice':
      await payOnce(trx, checkout, plain);
      await payOnce(trx, checkout, plain);
      break;
  }
  return true;
}

export async function endMandate({ db }: SandboxContext, { mandate }: { mandate: string }): Promise<object> {
  await db
    .updateTable('mandate')
    .set({ ended_at: sql<Date>`kaitong_now()` })
    .where('id', '=', mandate)
    .where('ended_at', 'is', null)
    .execute();
  return {};
}

/** Says how later charges by the mandate of a checkout are to end; without one, nothing. */
export async function changeManner({ db }: SandboxContext, { id }: Checkout, manner: Manner): Promise<void> {
  await db.updateTable('mandate').set({ manner }).where('checkout_id', '=', id).execute();
}
