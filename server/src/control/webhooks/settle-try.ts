import { type Duration, days, type TryOutcome } from '@kaitong/contract';
import { pauseAfter } from '@kaitong/core';
import { type Selectable, sql } from 'kysely';
import type { Sent } from '../../outgoing/post-outside.ts';
import type { WebhookTables } from '../../store/control/webhooks.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { writeNotice } from '../notices/write-notice.ts';
import { SENDING } from './queue-deliveries.ts';
import { lockWebhookOf, type TakenDelivery, wakeWaiting } from './take-delivery.ts';

type WebhookRow = Selectable<WebhookTables['webhook']>;

/** Where nothing arrived for so long when a delivery is given up, nobody is there; one bad event alone ends nothing. */
const LASTING = days(3);

/** What came of a try: it is written down, and it follows whether and when there is another one. */
export async function settleTry(
  { db, log }: ControlContext,
  { id }: Pick<TakenDelivery, 'id'>,
  sent: Sent,
): Promise<void> {
  const outcome = outcomeOf(sent);
  const { tookMs, status, answer } = sent;
  await db.transaction().execute(async (trx) => {
    const webhook = await lockWebhookOf(trx, id);
    if (!webhook) return; // removed meanwhile
    await trx.insertInto('webhook_try').values({ delivery_id: id, took_ms: tookMs, outcome, status, answer }).execute();
    const { tries, state } = await trx
      .updateTable('webhook_delivery')
      .set({ held_until: null, tries: sql`tries + 1` })
      .where('id', '=', id)
      .returning(['tries', 'state'])
      .executeTakeFirstOrThrow();
    if (outcome === 'delivered') await noteDelivered(trx, webhook, id);
    // Sent twice, where a process was taken for dead: the other one may have arrived.
    else if (state === 'waiting') await noteFailed(trx, webhook, { id, tries, isGone: status === 410 });
    await wakeWaiting(trx, webhook.id);
    await tellAccount(trx, webhook.account_id, 'webhooks.changed');
    log.info({ webhookId: webhook.id, deliveryId: id, outcome, status, tookMs }, 'webhook.tried');
  });
}

function outcomeOf({ outcome, status }: Sent): TryOutcome {
  if (outcome !== 'answered' || status === null) return outcome === 'answered' ? 'unreachable' : outcome;
  if (status >= 200 && status < 300) return 'delivered';
  return status >= 300 && status < 400 ? 'redirected' : 'answered';
}

async function noteDelivered(trx: ControlTransaction, { id: webhookId, failing_since }: WebhookRow, id: string) {
  await trx.updateTable('webhook_delivery').set({ state: 'delivered', next_at: null }).where('id', '=', id).execute();
  if (failing_since === null) return;
  await trx.updateTable('webhook').set({ failing_since: null }).where('id', '=', webhookId).execute();
}

type Failed = { id: string; tries: number; isGone: boolean };

async function noteFailed(trx: ControlTransaction, webhook: WebhookRow, { id, tries, isGone }: Failed): Promise<void> {
  const { lasts } = await trx
    .updateTable('webhook')
    .set({ failing_since: sql<Date>`coalesce(failing_since, kaitong_now())` })
    .where('id', '=', webhook.id)
    .returning(sql<number>`extract(epoch FROM kaitong_now() - failing_since)::float8 * 1000`.as('lasts'))
    .executeTakeFirstOrThrow();
  const pause = isGone ? undefined : pauseAfter(tries);
  if (pause === undefined) await giveUp(trx, id);
  else await putOff(trx, id, pause);
  if (isGone) await disable(trx, webhook, 'gone');
  else if (pause === undefined && lasts >= LASTING) await disable(trx, webhook, 'failing');
}

const giveUp = (trx: ControlTransaction, id: string) =>
  trx.updateTable('webhook_delivery').set({ state: 'failed', next_at: null }).where('id', '=', id).execute();

async function putOff(trx: ControlTransaction, id: string, pause: Duration): Promise<void> {
  await trx
    .updateTable('webhook_delivery')
    .set({ next_at: sql<Date>`kaitong_now() + ${pause} * interval '1 ms'` })
    .where('id', '=', id)
    .execute();
  await setDeadline(trx, SENDING, id, pause);
}

/** Nothing is sent until somebody switches it on again; they are told. */
async function disable(
  trx: ControlTransaction,
  { id, url, account_id }: WebhookRow,
  reason: 'failing' | 'gone',
): Promise<void> {
  const changed = await trx
    .updateTable('webhook')
    .set({ state: 'disabled', disabled_for: reason })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return;
  await writeNotice(trx, account_id, { kind: 'webhook.disabled', data: { webhookId: id, url, reason } });
}
