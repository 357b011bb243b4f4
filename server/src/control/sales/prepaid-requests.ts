import type { Parsed, Refusal, Reply, sales } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import { randomId } from '../../secrets/ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { SaleTables } from '../../store/control/sales.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { tellAccount, tellOperators } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';

type PrepaidRequest = Reply<typeof sales.createPrepaidRequest>;

/** 预存款 is no self-service: the request goes on the operator's list, and somebody there calls back. */
export async function createPrepaidRequest(
  { db, limits, log }: ControlContext,
  caller: MakerCaller,
  { body: { contactName, contact, message } }: Parsed<typeof sales.createPrepaidRequest>,
): Promise<PrepaidRequest | Refusal> {
  const tooMany = rateRefusal([await takeRate(db, `prepaid ${caller.accountId}`, limits.prepaidRequestsPerAccount)]);
  if (tooMany) return tooMany;
  const now = sql<Date>`kaitong_now()`;
  const created = await db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto('contact_request')
      .values({
        id: randomId('cr', 18),
        topic: 'prepaid',
        request_id: null,
        region: null,
        account_id: caller.accountId,
        from_name: contactName,
        contact,
        device_id: null,
        pid: null,
        message,
        answer: null,
        created_at: now,
        changed_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await audit(trx, caller, 'prepaid.requested', row.id);
    await tellAccount(trx, caller.accountId, 'requests.changed');
    await tellOperators(trx, 'requests.changed');
    return row;
  });
  log.info({ accountId: caller.accountId, requestId: created.id }, 'prepaid.requested');
  return show(created);
}

/** The account's requests, newest first, with how far they are. */
export async function listPrepaidRequests(
  { db }: ControlContext,
  { accountId }: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof sales.listPrepaidRequests>,
): Promise<Reply<typeof sales.listPrepaidRequests>> {
  let requests = db
    .selectFrom('contact_request')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('topic', '=', 'prepaid');
  if (cursor) {
    const last = sql`SELECT created_at, id FROM contact_request WHERE id = ${cursor} AND account_id = ${accountId}`;
    requests = requests.where(sql<boolean>`(created_at, id) < (${last})`);
  }
  const rows = await requests
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ id }) => id, show);
}

const show = (row: Selectable<SaleTables['contact_request']>): PrepaidRequest => ({
  id: row.id,
  contactName: row.from_name,
  contact: row.contact,
  message: row.message,
  state: row.state,
  answer: row.answer,
  at: row.created_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
});
