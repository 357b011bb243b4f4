import { type DeviceId, type Money, milliseconds, seconds } from '@kaitong/contract';
import { decideRenewal, GRACE, type RenewalMove } from '@kaitong/core';
import { sql } from 'kysely';
import { newOrderId } from '../../../secrets/new-ids.ts';
import { type DeadlineHandler, setDeadline } from '../../../store/deadlines.ts';
import type { RegionTables } from '../../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import { tellOwner } from '../../news/tell-owner.ts';
import { findSuspension } from '../../owners/find-suspension.ts';
import { findOffers } from '../../products/offers.ts';
import { type LockedOrder, lockOrder } from '../orders/lock-order.ts';
import { signalLocked } from '../orders/signal-order.ts';
import { ORDER_EXPIRY } from '../orders/timers.ts';
import { remindOwner } from '../remind-owner.ts';
import { type LockedSubscription, lockSubscription } from '../subscriptions/lock-subscription.ts';
import { dropRenewal, findRenewal, PAYMENT_CHARGE, RENEWAL, type RenewalRow, toRenewal } from './renewal-row.ts';

/** What auto-renewals do by time: tell, have charged, end. */
export const renewalDeadlineHandlers = (
  context: RegionContext,
): Record<string, DeadlineHandler<RegionTables, DeviceId>> => ({
  [RENEWAL]: async ({ subject }, trx) => await decide(context, trx, subject),
});

async function decide(context: RegionContext, trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  const seen = await findRenewal(trx, deviceId);
  if (!seen) return;
  const order = seen.order_id === null ? undefined : await lockOrder(trx, seen.order_id);
  const subscription = await lockSubscription(trx, { ownerId: seen.owner_id, deviceId });
  const row = await findRenewal(trx, deviceId);
  if (!row || row.order_id !== seen.order_id || row.mandate !== seen.mandate)
    return await setDeadline(trx, RENEWAL, deviceId, seconds(0)); // it was ended or begun anew a moment ago
  const until = subscription.subscription.slices.at(-1)?.endsAt;
  if (until === undefined) return;
  const at = subscription.now.getTime();
  const isOfAnotherEnd = row.told_until !== null && row.told_until.getTime() !== until;
  // Its owner has bought time by hand meanwhile: what was to be charged for is paid.
  if (isOfAnotherEnd && row.order_id !== null) {
    if (order?.state === 'created') await signalLocked(trx, order, { type: 'owner.cancelled' });
    await change(trx, row, { order_id: null, tries: 0, refused: 0, tried_at: null });
    return await setDeadline(trx, RENEWAL, deviceId, seconds(0));
  }
  const price = await findPrice(trx, row, order);
  const isOver = row.order_id !== null && order?.state !== 'created';
  // Cancelled, or its time was over before anybody paid.
  const move = isOver ? OVER : decideRenewal(toRenewal(row), { until, price, at });
  if (move.do === 'end' && order?.state === 'created') await signalLocked(trx, order, { type: 'owner.cancelled' });
  await apply(context, trx, { row, until, subscription }, move);
}

const OVER: RenewalMove = { do: 'end', why: 'refused' };

type Standing = { row: RenewalRow; until: number; subscription: LockedSubscription };

async function apply(
  context: RegionContext,
  trx: RegionTransaction,
  { row, until, subscription: { now } }: Standing,
  move: RenewalMove,
): Promise<void> {
  const { device_id: deviceId, owner_id: ownerId } = row;
  const after = (time: number) => milliseconds(Math.max(0, time - now.getTime()));
  switch (move.do) {
    case 'await':
      return;
    case 'wait':
      return await setDeadline(trx, RENEWAL, deviceId, after(move.at));
    case 'tell': {
      const { price, before } = move;
      const told = {
        told_amount: price.amount,
        told_currency: price.currency,
        told_at: now,
        told_until: new Date(until),
      };
      await change(trx, row, told);
      const about = { at: new Date(move.at).toISOString(), price, before };
      const type = before ? 'renewal_price' : 'renewal_due';
      await remindOwner(trx, context, { ownerId, deviceId, type, about });
      await tellOwner(trx, ownerId, { type: 'subscription.changed', deviceId });
      return await setDeadline(trx, RENEWAL, deviceId, after(move.at));
    }
    case 'charge': {
      const tries = row.tries + 1;
      const orderId = row.order_id ?? (await makeOrder(trx, { row, price: move.price, until, now }));
      await change(trx, row, { order_id: orderId, tries, tried_at: now });
      await tellOwner(trx, ownerId, { type: 'orders.changed', deviceId });
      return await setDeadline(trx, PAYMENT_CHARGE, `${orderId} ${tries}`, seconds(0));
    }
    case 'end': {
      await dropRenewal(trx, deviceId);
      const about = { at: new Date(until).toISOString(), price: null, before: null };
      await remindOwner(trx, context, { ownerId, deviceId, type: 'renewal_ended', about });
    }
  }
}

const priceIn = ({ amount, currency }: { amount: number; currency: Money['currency'] }): Money => ({
  amount,
  currency,
});

const change = async (
  trx: RegionTransaction,
  { device_id }: RenewalRow,
  values: Partial<Omit<RenewalRow, 'device_id' | 'created_at'>>,
): Promise<void> => {
  await trx.updateTable('renewal').set(values).where('device_id', '=', device_id).execute();
};

/** What its order or its plan costs now, if that is still sold for a camera that is still there and may record. */
async function findPrice(
  trx: RegionTransaction,
  row: RenewalRow,
  order: LockedOrder | undefined,
): Promise<Money | null> {
  if (await findSuspension(trx, row.owner_id)) return null;
  if (order?.state === 'created') return priceIn(order);
  const device = await trx
    .selectFrom('device')
    .select('pid')
    .where('device_id', '=', row.device_id)
    .where('owner_id', '=', row.owner_id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return null;
  const { plans } = await findOffers(trx, device.pid);
  return plans.find(({ id }) => id === row.plan_id)?.price ?? null;
}

type Due = { row: RenewalRow; price: Money; until: number; now: Date };

/** The order of the next period. It grants nothing until it is paid, and nobody but the mandate pays it. */
async function makeOrder(trx: RegionTransaction, { row, price, until, now }: Due) {
  const device = await trx
    .selectFrom('device')
    .select(['name', 'uuid', 'pid'])
    .where('device_id', '=', row.device_id)
    .executeTakeFirstOrThrow();
  const { plans } = await findOffers(trx, device.pid);
  const usDollar = plans.find(({ id }) => id === row.plan_id)?.usDollar ?? null;
  const id = newOrderId();
  const left = milliseconds(until + GRACE - now.getTime());
  await trx
    .insertInto('owner_order')
    .values({
      id,
      request_id: `renewal-${id}`,
      owner_id: row.owner_id,
      device_id: row.device_id,
      device_name: device.name,
      uuid: device.uuid,
      pid: device.pid,
      trial: false,
      plan_id: row.plan_id,
      terms: row.terms,
      period: row.period,
      use: 'queue',
      currency: price.currency,
      list_amount: price.amount,
      us_dollar_amount: usDollar?.amount ?? null,
      amount: price.amount,
      coupon_code: null,
      coupon_id: null,
      provider: row.provider,
      renewal: 'charged',
      paid_by: null,
      // Paid until then it is honoured; the footage of the last period is there as long.
      expires_at: sql<Date>`kaitong_now() + ${left} * interval '1 ms'`,
      prepared_at: sql<Date>`kaitong_now()`,
      paid_at: null,
      checkout_url: null,
    })
    .execute();
  await setDeadline(trx, ORDER_EXPIRY, id, left);
  return id;
}
