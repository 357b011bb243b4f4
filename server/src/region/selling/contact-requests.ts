import {
  CONTACT_STATES,
  type ContactState,
  type OwnerId,
  type Parsed,
  type purchases,
  type Refusal,
  type Reply,
  refusal,
  type regionSales,
} from '@kaitong/contract';
import type { Selectable } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import { randomId } from '../../secrets/ids.ts';
import { isPlaceholder } from '../../sign-in/login.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { ContactRequestTable } from '../../store/region/orders.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { forgetReported, reportSale } from './reports/report.ts';

type Shown = Reply<typeof purchases.createContactRequest>;

/** Asks the operator to get in touch; control hears of it as of a sale. */
export async function createContactRequest(
  { db, limits }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body: { message } }: Parsed<typeof purchases.createContactRequest>,
): Promise<Shown | Refusal> {
  const tooMany = rateRefusal([await takeRate(db, `contact ${ownerId}`, limits.contactRequestsPerOwner)]);
  if (tooMany) return tooMany;
  return await db.transaction().execute(async (trx) => {
    const device = await trx
      .selectFrom('device')
      .innerJoin('login_user', 'login_user.id', 'device.owner_id')
      .select(['device.pid', 'login_user.name', 'login_user.email', 'login_user.phone'])
      .where('device_id', '=', deviceId)
      .where('owner_id', '=', ownerId)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (!device) return refusal('not_found');
    const row = await trx
      .insertInto('contact_request')
      .values({ id: randomId('rq', 18), owner_id: ownerId, device_id: deviceId, message })
      .returningAll()
      .executeTakeFirstOrThrow();
    const { name: ownerName, email, phone } = device;
    await tellOwner(trx, ownerId, { type: 'requests.changed', deviceId });
    await reportSale(trx, {
      type: 'contact.requested',
      requestId: row.id,
      ownerName,
      contact: phone ?? (isPlaceholder(email) ? '' : email),
      deviceId,
      pid: device.pid,
      message,
      at: row.at.toISOString(),
    });
    return show(row);
  });
}

export async function listContactRequests(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { query: { cursor, limit } }: Parsed<typeof purchases.listContactRequests>,
): Promise<Reply<typeof purchases.listContactRequests>> {
  let query = db.selectFrom('contact_request').selectAll().where('owner_id', '=', ownerId);
  if (cursor !== undefined)
    query = query.where((is) =>
      is(
        is.refTuple('at', 'id'),
        '<',
        is.selectFrom('contact_request').select(['at', 'id']).where('id', '=', cursor).$asTuple('at', 'id'),
      ),
    );
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ id }) => id, show);
}

/** Of an owner who is gone. What the operator was told stays with the operator. */
export async function forgetRequests(trx: RegionTransaction, ownerId: OwnerId): Promise<void> {
  const gone = await trx.deleteFrom('contact_request').where('owner_id', '=', ownerId).returning('id').execute();
  // Reports are kept for a control plane that is restored from long ago; it need not hear who it was.
  for (const { id } of gone) await forgetReported(trx, id);
}

/** How far the operator is. A state that was reached is not left again: messages may come late. */
export async function changeContactRequest(
  { db }: RegionContext,
  { params: { requestId }, body: { state } }: Parsed<typeof regionSales.changeContactRequest>,
): Promise<Reply<typeof regionSales.changeContactRequest>> {
  const refused = await db.transaction().execute((trx) => change(trx, requestId, state));
  return { refused: refused ?? null };
}

async function change(trx: RegionTransaction, id: string, state: ContactState): Promise<Refusal | undefined> {
  const row = await trx.selectFrom('contact_request').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return refusal('not_found');
  if (CONTACT_STATES.indexOf(state) <= CONTACT_STATES.indexOf(row.state)) return undefined;
  await trx.updateTable('contact_request').set({ state }).where('id', '=', id).execute();
  await tellOwner(trx, row.owner_id, { type: 'requests.changed', deviceId: row.device_id });
  return undefined;
}

const show = ({ id, device_id, message, state, at }: Selectable<ContactRequestTable>): Shown => ({
  id,
  deviceId: device_id,
  message,
  state,
  at: at.toISOString(),
});
