import type { z } from 'zod';
import { createToken } from '../../../secrets/tokens.ts';
import type { RegionContext } from '../../context.ts';
import type { Checkout } from './callbacks.ts';
import type { CreateCheckout } from './protocol.ts';

/** The checkout of a merchant's reference; the same reference again is the same checkout. */
export async function createCheckout(
  { db, publicUrl }: RegionContext,
  asked: z.output<typeof CreateCheckout>,
): Promise<{ checkoutUrl: string }> {
  const { reference, price, description, expiresAt, callbackUrl, returnUrl } = asked;
  await db
    .insertInto('sandbox_checkout')
    .values({
      id: createToken().token,
      reference,
      ...price,
      description,
      expires_at: expiresAt,
      callback_url: callbackUrl,
      return_url: returnUrl,
    })
    .onConflict((conflict) => conflict.column('reference').doNothing())
    .execute();
  const { id } = await db
    .selectFrom('sandbox_checkout')
    .select('id')
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow();
  return { checkoutUrl: `${publicUrl}/pay/sandbox/checkouts/${id}` };
}

export async function findCheckout({ db }: RegionContext, id: string): Promise<Checkout | undefined> {
  return await db.selectFrom('sandbox_checkout').selectAll().where('id', '=', id).executeTakeFirst();
}
