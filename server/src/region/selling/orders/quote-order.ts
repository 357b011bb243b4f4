import { isRefusal, type Parsed, type Pid, type purchases, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { moveSubscription, noSubscription, priceAfter, purchaseEvents } from '@kaitong/core';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../../callers.ts';
import { newOrderId } from '../../../secrets/new-ids.ts';
import { rateRefusal } from '../../../sign-in/rate-refusal.ts';
import { takeRate } from '../../../store/rate-limits.ts';
import type { RegionContext } from '../../context.ts';
import { chooseOffer } from './choose-offer.ts';
import { findChange } from './plan-change.ts';
import { findTrialState } from './trial-state.ts';

/** Stands for the order that is not there. */
const QUOTED = newOrderId();

export async function quoteOrder(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body: { purchase, coupon, use } }: Parsed<typeof purchases.quoteOrder>,
): Promise<Reply<typeof purchases.quoteOrder> | Refusal> {
  const { db, limits } = context;
  if (coupon !== undefined) {
    const tooMany = rateRefusal([await takeRate(db, `coupon ${ownerId}`, limits.couponTriesPerOwner)]);
    if (tooMany) return tooMany;
  }
  const device = await db
    .selectFrom('device')
    .leftJoin('subscription', 'subscription.device_id', 'device.device_id')
    .select([
      'device.device_id',
      'device.uuid',
      'device.pid',
      'subscription.subscription',
      sql<Date>`kaitong_now()`.as('now'),
    ])
    .where('device.device_id', '=', deviceId)
    .where('device.owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return refusal('not_found');
  const offer = await chooseOffer(db, device.pid, purchase);
  if (isRefusal(offer)) return offer;
  if ('trial' in purchase && (await findTrialState(context, device)) === 'used') return refusal('trial_already_used');
  const { listPrice, terms, length } = offer;
  const look = { code: coupon, pid: device.pid, listPrice, trial: 'trial' in purchase };
  const price = coupon === undefined ? listPrice : await priceWith(context, { ...look, code: coupon });
  if (isRefusal(price)) return price;
  const at = device.now.getTime();
  const before = device.subscription ?? noSubscription;
  const replaced = await findChange(db, { ownerId, deviceId, subscription: before, terms, now: device.now });
  const credit = use === 'change' ? replaced : null;
  const bought = { orderId: QUOTED, terms, length, use, replaces: credit?.orderId ?? null };
  const slices = purchaseEvents(bought)
    .reduce((subscription, event) => moveSubscription(subscription, { ...event, at }), before)
    .slices.filter((slice) => slice.orderId === QUOTED);
  const [startsAt, endsAt] = [slices[0]?.startsAt ?? at, slices.at(-1)?.endsAt ?? at];
  return {
    listPrice,
    price,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    credit,
    isUpgrade: replaced !== null,
  };
}

type Look = { code: string; pid: Pid; listPrice: Reply<typeof purchases.quoteOrder>['price']; trial: boolean };

async function priceWith({ control, region, log }: RegionContext, look: Look): Promise<Look['listPrice'] | Refusal> {
  if (look.trial) return refusal('coupon_not_with_trial');
  try {
    const answer = await control.holdCoupon({ body: { region, orderId: null, ...look } });
    return 'held' in answer ? priceAfter(look.listPrice, answer.held.discount) : answer.refused;
  } catch (err) {
    log.warn({ err, region }, 'order.control_unreachable');
    return refusal('control_unreachable');
  }
}
