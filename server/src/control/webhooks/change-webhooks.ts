import {
  hours,
  isRefusal,
  MOST_WEBHOOKS,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  type webhooks,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { findUrlRefusal } from './find-url-refusal.ts';
import { showWebhook, webhookRows } from './show-webhook.ts';
import { createSecret, secretPlace } from './signature.ts';
import { wakeWaiting } from './take-delivery.ts';

/** So long receivers have to learn the new secret. */
const BOTH_SIGN = hours(24);

/** Webhooks of the account, the oldest first. */
export async function listWebhooks(
  { db, addressRules }: ControlContext,
  { accountId }: MakerCaller,
): Promise<Reply<typeof webhooks.listWebhooks>> {
  const rows = await webhookRows(db).where('account_id', '=', accountId).orderBy('created_at').orderBy('id').execute();
  return { items: rows.map(showWebhook), privateAllowed: addressRules.allowsPrivate };
}

export async function getWebhook(
  { db }: ControlContext,
  { accountId }: MakerCaller,
  { params: { id } }: Parsed<typeof webhooks.getWebhook>,
): Promise<Reply<typeof webhooks.getWebhook> | Refusal> {
  const row = await webhookRows(db).where('id', '=', id).where('account_id', '=', accountId).executeTakeFirst();
  return row ? showWebhook(row) : refusal('not_found');
}

export async function createWebhook(
  context: ControlContext,
  caller: MakerCaller,
  { body: { url, kinds } }: Parsed<typeof webhooks.createWebhook>,
): Promise<Reply<typeof webhooks.createWebhook> | Refusal> {
  const refused = findUrlRefusal(context.addressRules, url);
  if (refused) return refused;
  const [id, secret] = [randomId('wh', 18), createSecret()];
  const { accountId } = caller;
  return await context.db.transaction().execute(async (trx) => {
    await sql`SELECT FROM account WHERE id = ${accountId} FOR NO KEY UPDATE`.execute(trx); // two at once count each other
    const { there } = await trx
      .selectFrom('webhook')
      .select(({ fn }) => fn.countAll<number>().as('there'))
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow();
    if (there >= MOST_WEBHOOKS) return refusal('webhooks_full', { limit: MOST_WEBHOOKS });
    await trx
      .insertInto('webhook')
      .values({
        id,
        account_id: accountId,
        url,
        kinds,
        secret: wrap(context, id, secret),
        previous_secret: null,
        disabled_for: null,
      })
      .execute();
    await audit(trx, caller, 'webhook.created', id, { url, kinds });
    await tellAccount(trx, accountId, 'webhooks.changed');
    return { ...(await show(trx, id)), secret };
  });
}

export async function changeWebhook(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id }, body: { url, kinds, state } }: Parsed<typeof webhooks.changeWebhook>,
): Promise<Reply<typeof webhooks.changeWebhook> | Refusal> {
  return await changing(context, caller, id, async (trx) => {
    const refused = url === undefined ? undefined : findUrlRefusal(context.addressRules, url);
    if (refused) return refused;
    const switched =
      state === 'active'
        ? { state, disabled_for: null, failing_since: null }
        : { ...(state && { state, disabled_for: sql<'switched_off'>`coalesce(disabled_for, 'switched_off')` }) };
    const change = { ...(url !== undefined && { url }), ...(kinds && { kinds }), ...switched };
    if (Object.keys(change).length > 0) await trx.updateTable('webhook').set(change).where('id', '=', id).execute();
    await audit(trx, caller, 'webhook.changed', id, { url, kinds, state });
    if (state === 'active') await wakeWaiting(trx, id);
    return await show(trx, id);
  });
}

export async function removeWebhook(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof webhooks.removeWebhook>,
): Promise<Reply<typeof webhooks.removeWebhook> | Refusal> {
  return await changing(context, caller, id, async (trx, url) => {
    await trx.deleteFrom('webhook').where('id', '=', id).execute();
    await audit(trx, caller, 'webhook.removed', id, { url });
    return {};
  });
}

export async function rotateWebhookSecret(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof webhooks.rotateWebhookSecret>,
): Promise<Reply<typeof webhooks.rotateWebhookSecret> | Refusal> {
  return await changing(context, caller, id, async (trx) => {
    const secret = createSecret();
    await trx
      .updateTable('webhook')
      .set({
        previous_secret: sql<string>`secret`,
        previous_until: sql<Date>`kaitong_now() + ${BOTH_SIGN} * interval '1 ms'`,
        secret: wrap(context, id, secret),
      })
      .where('id', '=', id)
      .execute();
    await audit(trx, caller, 'webhook.secret_rotated', id);
    return { ...(await show(trx, id)), secret };
  });
}

/** Locked, so that nothing is decided of its deliveries meanwhile. */
async function changing<Answer extends object>(
  { db }: ControlContext,
  caller: MakerCaller,
  id: string,
  change: (trx: ControlTransaction, url: string) => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const webhook = await trx
      .selectFrom('webhook')
      .select('url')
      .where('id', '=', id)
      .where('account_id', '=', caller.accountId)
      .forUpdate()
      .executeTakeFirst();
    if (!webhook) return refusal('not_found');
    const answer = await change(trx, webhook.url);
    if (!isRefusal(answer)) await tellAccount(trx, caller.accountId, 'webhooks.changed');
    return answer;
  });
}

const show = async (trx: ControlTransaction, id: string) =>
  showWebhook(await webhookRows(trx).where('id', '=', id).executeTakeFirstOrThrow());

const wrap = ({ secrets }: ControlContext, id: string, secret: string): string =>
  secrets.wrap(Buffer.from(secret), secretPlace(id));
