import { type Duration, hours, type Money, milliseconds, seconds } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import { randomId } from '../secrets/ids.ts';
import { type DeadlineHandler, setDeadline } from '../store/deadlines.ts';
import type { CheckoutTable, SandboxTables } from '../store/sandbox/tables.ts';
import type { SandboxContext, SandboxTransaction } from './context.ts';
import { type Event, sign } from './protocol.ts';

const CALLBACK = 'callback';
const PATIENCE = seconds(5);
const FIRST_PAUSE = seconds(1);
const LONGEST_PAUSE = hours(1);
/** Some three days: who has not answered by then never will. */
const MOST_TRIES = 84;

export type Checkout = Selectable<CheckoutTable>;
export type Telling = Pick<Event, 'type' | 'paymentId' | 'refundReference'> & {
  amount: Money;
  at: Date;
  mandate?: string;
};
/** How a message misbehaves: it comes late, and more than once. */
export type Manner = { delay?: Duration; copies?: number };

/** Lets the merchant hear of something, as part of the caller's transaction. */
export async function tellMerchant(
  trx: SandboxTransaction,
  checkout: Checkout,
  telling: Telling,
  { delay = milliseconds(0), copies = 1 }: Manner = {},
): Promise<void> {
  const event: Event = {
    ...telling,
    mandate: telling.mandate ?? null,
    id: randomId('sbe', 18),
    reference: checkout.reference,
    at: telling.at.toISOString(),
  };
  for (let n = 0; n < copies; n++) {
    const id = randomId('sbc', 18);
    const row = {
      id,
      checkout_id: checkout.id,
      url: checkout.callback_url,
      body: JSON.stringify(event),
      taken_at: null,
    };
    await trx.insertInto('callback').values(row).execute();
    await setDeadline(trx, CALLBACK, id, delay);
  }
}

/** Sends what is due, again and again with growing pauses, until the merchant takes it. */
export function callbackDeadlineHandlers(context: SandboxContext): Record<string, DeadlineHandler<SandboxTables>> {
  return {
    [CALLBACK]: async ({ subject: id }, trx) => {
      const row = await trx.selectFrom('callback').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row || row.taken_at !== null) return;
      const status = await send(context, row).catch(() => 0);
      const taken = status >= 200 && status < 300;
      const tries = row.tries + 1;
      await trx
        .updateTable('callback')
        .set({ tries, ...(taken ? { taken_at: sql<Date>`kaitong_now()` } : {}) })
        .where('id', '=', id)
        .execute();
      if (!taken && tries < MOST_TRIES) await setDeadline(trx, CALLBACK, id, pauseAfter(tries));
    },
  };
}

const pauseAfter = (tries: number): Duration =>
  milliseconds(Math.min(FIRST_PAUSE * 2 ** Math.min(tries - 1, 20), LONGEST_PAUSE));

async function send({ secrets, clock }: SandboxContext, { url, body }: { url: string; body: string }): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...sign(secrets[0], body, clock.now()) },
    body,
    signal: AbortSignal.timeout(PATIENCE),
    redirect: 'error',
  });
  await response.arrayBuffer();
  return response.status;
}
