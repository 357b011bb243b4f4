import type { z } from 'zod';
import { createToken } from '../secrets/tokens.ts';
import type { Checkout } from './callbacks.ts';
import type { SandboxContext } from './context.ts';
import type { CreateCheckout } from './protocol.ts';

/** The checkout of a merchant's reference; the same reference again is the same checkout. */
export async function createCheckout(
  context: SandboxContext,
  asked: z.output<typeof CreateCheckout>,
): Promise<{ checkoutUrl: string }> {
  const { reference, price, description, expiresAt, callbackUrl, returnUrl } = asked;
  const { db } = context;
  await db
    .insertInto('checkout')
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
    .selectFrom('checkout')
    .select('id')
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow();
  return { checkoutUrl: addressOf(context, id) };
}

/** Where people pay it. */
export const addressOf = ({ url }: SandboxContext, id: string): string => `${url}/checkouts/${id}`;

export async function findCheckout({ db }: SandboxContext, id: string): Promise<Checkout | undefined> {
  return await db.selectFrom('checkout').selectAll().where('id', '=', id).executeTakeFirst();
}
