import { seconds, type WebhookKind } from '@kaitong/contract';
import { sql } from 'kysely';
import { randomId } from '../../secrets/ids.ts';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlTransaction } from '../context.ts';
import type { WrittenNotice } from '../notices/spread-notices.ts';

/** Subject: a delivery that may be due. */
export const SENDING = 'webhook.send';

/** Has a notice sent to each webhook of the account that wants such. */
export async function queueDeliveries(
  trx: ControlTransaction,
  { account, kind, data, at }: WrittenNotice,
): Promise<void> {
  if (kind === 'webhook.disabled') return;
  const hooks = await trx
    .selectFrom('webhook')
    .select('id')
    .where('account_id', '=', account)
    .where('state', '=', 'active')
    .where(sql<boolean>`${kind} = ANY(kinds)`)
    .orderBy('created_at')
    .execute();
  const line = 'applicationId' in data ? data.applicationId : kind;
  const body = JSON.stringify({ type: kind, timestamp: at.toISOString(), data });
  for (const { id } of hooks) await queueDelivery(trx, { webhookId: id, type: kind, line, body });
}

/** `line`: what is told of the same is sent in order; without one it waits for nothing. */
type Queued = { webhookId: string; type: WebhookKind | 'webhook.test'; line?: string; body: string };

/** @returns its id, the `webhook-id` of all its tries */
export async function queueDelivery(trx: ControlTransaction, { webhookId, ...said }: Queued): Promise<string> {
  const id = randomId('msg', 18);
  await trx
    .insertInto('webhook_delivery')
    .values({ id, webhook_id: webhookId, line: id, ...said })
    .execute();
  await setDeadline(trx, SENDING, id, seconds(0));
  return id;
}
