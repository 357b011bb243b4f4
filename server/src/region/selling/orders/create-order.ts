import {
  type DeviceId,
  type Input,
  isRefusal,
  type OwnerId,
  type Parsed,
  type Pid,
  type purchases,
  type Refusal,
  refusal,
  type Uuid,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../../callers.ts';
import { newOrderId } from '../../../secrets/new-ids.ts';
import { rateRefusal } from '../../../sign-in/rate-refusal.ts';
import { setDeadline } from '../../../store/deadlines.ts';
import { takeRate } from '../../../store/rate-limits.ts';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import { refuseSuspended } from '../../owners/find-suspension.ts';
import { type ChosenOffer, chooseOffer } from './choose-offer.ts';
import type { OrderRow } from './lock-order.ts';
import { findChange, type Replaced } from './plan-change.ts';
import { prepareOrder } from './prepare-order.ts';
import { findShownOrder, type ShownOrder } from './show-order.ts';
import { ORDER_EXPIRY, PAYABLE_FOR } from './timers.ts';

type Ordered = Parsed<typeof purchases.createOrder>['body'];

/**
 * Orders, in three steps that can each be repeated: the order's row, with its deadline; what control has to hold for it;
 * the provider's checkout. Whoever asks again with the same request id goes on where it stopped, and an order that was
 * left half way gives up with its deadline what may have been held for it.
 */
export async function createOrder(
  context: RegionContext,
  { ownerId, member }: OwnerCaller,
  { body }: Input<typeof purchases.createOrder> & { body: Ordered },
  { language }: { language: 'zh-CN' | 'en' },
): Promise<ShownOrder | Refusal> {
  if (body.renew && member) return refusal('household_right_missing');
  const row = (await findOrdered(context, ownerId, body)) ?? (await insertOrder(context, ownerId, body));
  if (isRefusal(row)) return row;
  if (!isSameOrder(row, body)) return refusal('order_conflict');
  if (row.prepared_at === null) {
    const refused = (await refuseSuspended(context.db, ownerId)) ?? (await prepareOrder(context, row, language));
    if (refused) return refused;
  }
  return (await findShownOrder(context.db, ownerId, row.id)) ?? refusal('order_not_open');
}

async function findOrdered(
  { db }: RegionContext,
  ownerId: OwnerId,
  { requestId, deviceId, purchase }: Ordered,
): Promise<OrderRow | undefined> {
  const orders = db.selectFrom('owner_order').selectAll().where('owner_id', '=', ownerId);
  const same = await orders.where('request_id', '=', requestId).executeTakeFirst();
  if (same || !('trial' in purchase)) return same;
  // A unit has one trial, so whoever asks for it again before it is paid means the order that there is.
  return await orders
    .where('device_id', '=', deviceId)
    .where('trial', '=', true)
    .where('state', '=', 'created')
    .where('expires_at', '>', sql<Date>`kaitong_now()`)
    .executeTakeFirst();
}

const isSameOrder = (row: OrderRow, { deviceId, purchase, coupon, use, requestId, renew }: Ordered): boolean =>
  row.device_id === deviceId &&
  row.plan_id === ('trial' in purchase ? null : purchase.planId) &&
  row.coupon_code === (coupon ?? null) &&
  ((row.use === use && (row.renewal === 'asked') === asksRenewal({ purchase, renew })) || row.request_id !== requestId);

/** A trial is had once. */
const asksRenewal = ({ purchase, renew }: Pick<Ordered, 'purchase' | 'renew'>): boolean =>
  renew && 'planId' in purchase;

async function insertOrder(context: RegionContext, ownerId: OwnerId, body: Ordered): Promise<OrderRow | Refusal> {
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `order ${ownerId}`, limits.ordersPerOwner)]);
  if (tooMany) return tooMany;
  const suspended = await refuseSuspended(db, ownerId);
  if (suspended) return suspended;
  const device = await db
    .selectFrom('device')
    .select(['device_id', 'name', 'uuid', 'pid'])
    .where('device_id', '=', body.deviceId)
    .where('owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return refusal('not_found');
  const offer = await chooseOffer(db, device.pid, body.purchase);
  if (isRefusal(offer)) return offer;
  if (body.coupon !== undefined && 'trial' in body.purchase) return refusal('coupon_not_with_trial');
  const provider = context.payments.current.name;
  const replaced =
    body.use === 'change' ? await findReplaced(context, { ownerId, deviceId: device.device_id, offer }) : null;
  return await db.transaction().execute((trx) => insert(trx, { ownerId, device, offer, body, provider, replaced }));
}

type Place = { ownerId: OwnerId; deviceId: DeviceId; offer: ChosenOffer };

/** Promised with the order, however the days go by until it is paid. */
async function findReplaced({ db }: RegionContext, { ownerId, deviceId, offer }: Place): Promise<Replaced | null> {
  const row = await db
    .selectFrom('subscription')
    .select(['subscription', sql<Date>`kaitong_now()`.as('now')])
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  return row ? await findChange(db, { ...row, ownerId, deviceId, terms: offer.terms }) : null;
}

type Device = { device_id: DeviceId; name: string; uuid: Uuid; pid: Pid };
type New = {
  ownerId: OwnerId;
  device: Device;
  offer: ChosenOffer;
  body: Ordered;
  provider: string;
  replaced: Replaced | null;
};

async function insert(
  trx: RegionTransaction,
  { ownerId, device, offer, body, provider, replaced }: New,
): Promise<OrderRow> {
  const id = newOrderId();
  const { listPrice, usDollar } = offer;
  const made = await trx
    .insertInto('owner_order')
    .values({
      id,
      request_id: body.requestId,
      owner_id: ownerId,
      device_id: device.device_id,
      device_name: device.name,
      uuid: device.uuid,
      pid: device.pid,
      trial: offer.planId === null,
      plan_id: offer.planId,
      terms: offer.terms,
      period: offer.period,
      use: body.use,
      renewal: asksRenewal(body) ? 'asked' : null,
      replaces: replaced?.orderId ?? null,
      credit: replaced?.amount.amount ?? null,
      currency: listPrice.currency,
      list_amount: listPrice.amount,
      us_dollar_amount: usDollar?.amount ?? null,
      amount: listPrice.amount,
      coupon_code: body.coupon ?? null,
      coupon_id: null,
      provider,
      paid_by: null,
      expires_at: sql<Date>`kaitong_now() + ${PAYABLE_FOR} * interval '1 ms'`,
      prepared_at: null,
      paid_at: null,
      checkout_url: null,
    })
    .onConflict((conflict) => conflict.columns(['owner_id', 'request_id']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made) {
    await setDeadline(trx, ORDER_EXPIRY, id, PAYABLE_FOR);
    return made;
  }
  return await trx
    .selectFrom('owner_order')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('request_id', '=', body.requestId)
    .executeTakeFirstOrThrow();
}
