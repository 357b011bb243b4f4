import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { createToken } from '../secrets/tokens.ts';
import type { SandboxTables } from '../store/sandbox/tables.ts';
import type { Checkout } from './callbacks.ts';
import type { SandboxContext } from './context.ts';
import type { CreateCheckout } from './protocol.ts';

/** The checkout of a merchant's reference; the same reference again is the same checkout. */
export async function createCheckout(
  context: SandboxContext,
  asked: z.output<typeof CreateCheckout>,
): Promise<{ checkoutUrl: string }> {
  const { id } = await createCheckoutIn(context.db, asked);
  return { checkoutUrl: addressOf(context, id) };
}

/** The same as a row. */
export async function createCheckoutIn(
  db: Kysely<SandboxTables>,
  { reference, price, description, expiresAt, callbackUrl, returnUrl, mandate }: z.output<typeof CreateCheckout>,
): Promise<Checkout> {
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
      wants_mandate: mandate,
    })
    .onConflict((conflict) => conflict.column('reference').doNothing())
    .execute();
  return await db.selectFrom('checkout').selectAll().where('reference', '=', reference).executeTakeFirstOrThrow();
}

/** Where people pay it. */
export const addressOf = ({ url }: SandboxContext, id: string): string => `${url}/checkouts/${id}`;

export async function findCheckout({ db }: SandboxContext, id: string): Promise<Checkout | undefined> {
  return await db.selectFrom('checkout').selectAll().where('id', '=', id).executeTakeFirst();
}
