import {
  CONTACT_STATES,
  type operator,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  seconds,
} from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { OperatorCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { tellAccount, tellOperators } from '../accounts/tell-account.ts';
import { audit, auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { deliveryKind, requestSubject } from '../regions/delivery-names.ts';
import { noteContact } from '../sales/note-contact.ts';

type ContactRequest = Reply<typeof operator.changeContactRequest>;

/** What owners and makers ask for, newest first. Looking is recorded: it shows how people are reached. */
export async function listContactRequests(
  { db }: ControlContext,
  caller: OperatorCaller,
  { query: { cursor, limit, state, topic } }: Parsed<typeof operator.listContactRequestsForOperator>,
): Promise<Reply<typeof operator.listContactRequestsForOperator>> {
  let requests = requestRows(db);
  if (state) requests = requests.where('contact_request.state', '=', state);
  if (topic) requests = requests.where('contact_request.topic', '=', topic);
  if (cursor) {
    const last = sql`SELECT created_at, id FROM contact_request WHERE id = ${cursor}`;
    requests = requests.where(sql<boolean>`(contact_request.created_at, contact_request.id) < (${last})`);
  }
  const rows = await requests
    .orderBy('contact_request.created_at', 'desc')
    .orderBy('contact_request.id', 'desc')
    .limit(limit + 1)
    .execute();
  await auditAhead(db, caller, 'contact-requests.seen', cursor ?? 'newest');
  return toPage(rows, limit, ({ id }) => id, show);
}

/** Moves a request on and says what was answered. It never goes back. */
export async function changeContactRequest(
  { db }: ControlContext,
  caller: OperatorCaller,
  { params: { id }, body: { state, answer } }: Parsed<typeof operator.changeContactRequest>,
): Promise<ContactRequest | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const before = await trx
      .selectFrom('contact_request')
      .select(['state', 'region', 'account_id'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!before) return refusal('not_found');
    if (CONTACT_STATES.indexOf(state) < CONTACT_STATES.indexOf(before.state)) return refusal('contact_state_backwards');
    await noteContact(trx, id, { state, answer });
    if (before.region !== null && state !== before.state) {
      const region = before.region;
      await setDeadline(trx, deliveryKind(region), requestSubject(id), seconds(0));
    }
    if (before.account_id !== null) await tellAccount(trx, before.account_id, 'requests.changed');
    await tellOperators(trx, 'requests.changed');
    await audit(trx, caller, 'contact-request.changed', id, { before: before.state, state, answer });
    return show(await requestRows(trx).where('contact_request.id', '=', id).executeTakeFirstOrThrow());
  });
}

const requestRows = (db: Kysely<ControlTables>) =>
  db
    .selectFrom('contact_request')
    .leftJoin('account', 'account.id', 'contact_request.account_id')
    .selectAll('contact_request')
    .select('account.name as account_name');

type Row = Awaited<ReturnType<ReturnType<typeof requestRows>['execute']>>[number];

const show = (row: Row): ContactRequest => ({
  id: row.id,
  topic: row.topic,
  region: row.region === null ? null : row.region,
  deviceId: row.device_id,
  pid: row.pid,
  account: row.account_id === null ? null : { id: row.account_id, name: row.account_name ?? '' },
  from: row.from_name,
  contact: row.contact,
  message: row.message,
  state: row.state,
  answer: row.answer,
  at: row.created_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
});
