import {
  type Delivery,
  milliseconds,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  type webhooks,
} from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { WebhookTables } from '../../store/control/webhooks.ts';
import { readNow } from '../../store/database-clock.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { queueDelivery, SENDING } from './queue-deliveries.ts';

/** Of a delivery that was tried for days and replayed often. */
const TRIES_SHOWN = 20;

/** What was sent to a webhook, newest first. */
export async function listDeliveries(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { id }, query: { cursor, limit, state } }: Parsed<typeof webhooks.listDeliveries>,
): Promise<Reply<typeof webhooks.listDeliveries> | Refusal> {
  if (!(await ownWebhook(db, caller, id).executeTakeFirst())) return refusal('not_found');
  let rows = deliveryRows(db).where('webhook_id', '=', id);
  if (state) rows = rows.where('state', '=', state);
  if (cursor)
    rows = rows.where(
      'seq',
      '<',
      sql<number>`(SELECT seq FROM webhook_delivery WHERE id = ${cursor} AND webhook_id = ${id})`,
    );
  const found = await rows
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(found, limit, (row) => row.id, showDelivery);
}

/** Has a test event sent, as any other. */
export async function testWebhook(
  { db, limits }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof webhooks.testWebhook>,
): Promise<Reply<typeof webhooks.testWebhook> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const refused = await findRefusal(trx, caller, id);
    if (refused) return refused;
    const tooMany = rateRefusal([await takeRate(trx, `webhook ${caller.accountId}`, limits.webhookTestsPerAccount)]);
    if (tooMany) return tooMany;
    const now = await readNow(trx);
    const body = JSON.stringify({ type: TEST, timestamp: now.toISOString(), data: { webhookId: id } });
    const deliveryId = await queueDelivery(trx, { webhookId: id, type: TEST, body });
    await audit(trx, caller, 'webhook.tested', id);
    await tellAccount(trx, caller.accountId, 'webhooks.changed');
    return await show(trx, deliveryId);
  });
}

const TEST = 'webhook.test';

/** Sends it again under its id, whatever came of it, with all its tries before it. One that waits is sent now. */
export async function replayDelivery(
  { db, limits }: ControlContext,
  caller: MakerCaller,
  { params: { id, deliveryId } }: Parsed<typeof webhooks.replayDelivery>,
): Promise<Reply<typeof webhooks.replayDelivery> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const refused = await findRefusal(trx, caller, id);
    if (refused) return refused;
    const tooMany = rateRefusal([await takeRate(trx, `webhook ${caller.accountId}`, limits.webhookTestsPerAccount)]);
    if (tooMany) return tooMany;
    const { numUpdatedRows } = await trx
      .updateTable('webhook_delivery')
      .set({ state: 'waiting', tries: 0, next_at: sql<Date>`kaitong_now()` })
      .where('id', '=', deliveryId)
      .where('webhook_id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return refusal('not_found');
    await setDeadline(trx, SENDING, deliveryId, milliseconds(0));
    await audit(trx, caller, 'webhook.replayed', id, { deliveryId });
    await tellAccount(trx, caller.accountId, 'webhooks.changed');
    return await show(trx, deliveryId);
  });
}

async function findRefusal(trx: ControlTransaction, caller: MakerCaller, id: string): Promise<Refusal | undefined> {
  const webhook = await ownWebhook(trx, caller, id).forUpdate().executeTakeFirst();
  if (!webhook) return refusal('not_found');
  return webhook.state === 'active' ? undefined : refusal('webhook_disabled');
}

const ownWebhook = (db: ControlContext['db'], { accountId }: MakerCaller, id: string) =>
  db.selectFrom('webhook').select('state').where('id', '=', id).where('account_id', '=', accountId);

type Try = {
  at: string;
  took_ms: number;
  outcome: Delivery['tries'][number]['outcome'];
  status: number | null;
  answer: string;
};

const deliveryRows = (db: ControlContext['db']) =>
  db
    .selectFrom('webhook_delivery')
    .selectAll()
    .select(
      sql<Try[]>`ARRAY(SELECT to_jsonb(t) FROM webhook_try t WHERE delivery_id = webhook_delivery.id
        ORDER BY t.id DESC LIMIT ${TRIES_SHOWN})`.as('tried'),
    );

const show = async (trx: ControlTransaction, id: string): Promise<Delivery> =>
  showDelivery(await deliveryRows(trx).where('id', '=', id).executeTakeFirstOrThrow());

const showDelivery = (row: Selectable<WebhookTables['webhook_delivery']> & { tried: Try[] }): Delivery => ({
  id: row.id,
  type: row.type,
  createdAt: row.created_at.toISOString(),
  state: row.state,
  nextTryAt: row.next_at?.toISOString() ?? null,
  body: row.body,
  tries: row.tried.map(({ at, took_ms, ...said }) => ({ at: new Date(at).toISOString(), tookMs: took_ms, ...said })),
});
