import { milliseconds, minutes } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { WebhookTables } from '../../store/control/webhooks.ts';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { SENDING } from './queue-deliveries.ts';

/** A delivery in this process's hands, with what it is sent by. */
export type TakenDelivery = {
  id: string;
  body: string;
  webhook: Selectable<WebhookTables['webhook']>;
  /** Whether the secret before the present one signs too. */
  isPreviousValid: boolean;
  /** The time of it, by the database. */
  now: Date;
};

/** Longer than any sending takes: after that the process is taken for dead, and another sends it. */
const HOLD = minutes(1);
/** One receiver has so many places at once, and one that fails a single one: whoever hangs takes little from others. */
const PLACES = 4;

/**
 * Takes a delivery that is due, if it is its turn: what is told of one application is sent in order. Committed before
 * anything is sent, so that whatever becomes of this process, another goes on when the hold is over. What is not taken is
 * woken by whatever ends before it.
 */
export async function takeDelivery({ db }: ControlContext, id: string): Promise<TakenDelivery | undefined> {
  return await db.transaction().execute(async (trx) => {
    const webhook = await lockWebhookOf(trx, id);
    if (!webhook || webhook.state === 'disabled') return undefined;
    const { rows } = await sql<{ body: string; held: number | null; isPreviousValid: boolean; now: Date }>`
      SELECT body, extract(epoch FROM held_until - kaitong_now())::float8 * 1000 AS held, kaitong_now() AS now,
        coalesce(${webhook.previous_until}::timestamptz > kaitong_now(), false) AS "isPreviousValid"
      FROM webhook_delivery d
      WHERE id = ${id} AND state = 'waiting' AND next_at <= kaitong_now() AND ${isFirstOfItsLine}`.execute(trx);
    const [due] = rows;
    if (!due) return undefined;
    const { held, ...delivery } = due;
    if (held !== null && held > 0) {
      await setDeadline(trx, SENDING, id, milliseconds(held));
      return undefined;
    }
    if ((await countHeld(trx, webhook.id)) >= (webhook.failing_since === null ? PLACES : 1)) return undefined;
    await trx
      .updateTable('webhook_delivery')
      .set({ held_until: sql<Date>`kaitong_now() + ${HOLD} * interval '1 ms'` })
      .where('id', '=', id)
      .execute();
    await setDeadline(trx, SENDING, id, HOLD);
    return { id, webhook, ...delivery };
  });
}

/** Of a row `d`. */
const isFirstOfItsLine = sql<boolean>`NOT EXISTS (
  SELECT FROM webhook_delivery before WHERE before.webhook_id = d.webhook_id AND before.line = d.line
    AND before.state = 'waiting' AND before.seq < d.seq)`;

/** Whatever is decided of a webhook's deliveries is decided one after the other. */
export const lockWebhookOf = (trx: ControlTransaction, deliveryId: string) =>
  trx
    .selectFrom('webhook')
    .innerJoin('webhook_delivery', 'webhook_delivery.webhook_id', 'webhook.id')
    .selectAll('webhook')
    .where('webhook_delivery.id', '=', deliveryId)
    .forUpdate('webhook')
    .executeTakeFirst();

async function countHeld(trx: ControlTransaction, webhookId: string): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    SELECT count(*)::int AS held FROM webhook_delivery
    WHERE webhook_id = ${webhookId} AND state = 'waiting' AND held_until > kaitong_now()`.execute(trx);
  return rows[0]?.held ?? 0;
}

/** Has those looked at that waited for something which has ended. */
export async function wakeWaiting(trx: ControlTransaction, webhookId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM webhook_delivery d
    WHERE webhook_id = ${webhookId} AND state = 'waiting' AND next_at <= kaitong_now()
      AND coalesce(held_until <= kaitong_now(), true) AND ${isFirstOfItsLine}
    ORDER BY seq LIMIT ${PLACES}`.execute(trx);
  for (const { id } of rows) await setDeadline(trx, SENDING, id, milliseconds(0));
}
