import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Parsed,
  type Pid,
  type purchases,
  type Refusal,
  type Reply,
  refusal,
  seconds,
  type Uuid,
} from '@kaitong/contract';
import { TRIAL } from '@kaitong/core';
import type { OwnerCaller } from '../../callers.ts';
import { findOffers } from '../catalogue/offers.ts';
import type { RegionContext } from '../context.ts';

type Offers = Reply<typeof purchases.listOffers>;
type TrialState = Offers['trial']['state'];

/** Plans are shown all the same when control takes longer to say whether the trial is still to be had. */
const PATIENCE = seconds(1.5);
const TRIAL_DAYS = 'days' in TRIAL.length ? TRIAL.length.days : 0;

export async function listOffers(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof purchases.listOffers>,
): Promise<Offers | Refusal> {
  const { db } = context;
  const device = await db
    .selectFrom('device')
    .select(['device_id', 'uuid', 'pid'])
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return refusal('not_found');
  const { onSale, plans, stage } = await findOffers(db, device.pid);
  const state = stage === 'debug' ? await findTrialState(context, device) : 'not_in_debug';
  return {
    onSale,
    plans: plans.map(({ usDollar: _, ...plan }) => plan),
    trial: { state, price: TRIAL.price, terms: TRIAL.terms, days: TRIAL_DAYS },
  };
}

type Unit = { device_id: string; uuid: string; pid: string };

/** An order for the trial that is still to be paid is no use of it: asking for the trial again leads to that order. */
async function findTrialState(context: RegionContext, unit: Unit): Promise<TrialState> {
  const orders = await context.db
    .selectFrom('owner_order')
    .select(['state', 'device_id'])
    .where('uuid', '=', unit.uuid)
    .where('trial', '=', true)
    .where('state', 'in', ['created', 'paid', 'refunded'])
    .execute();
  if (orders.some(({ state }) => state !== 'created')) return 'used';
  if (orders.some(({ device_id }) => device_id === unit.device_id)) return 'available';
  return await Promise.race([askControl(context, unit), sleep(PATIENCE, 'available' as const, { ref: false })]);
}

/** What cannot be asked now is asked when the trial is ordered. */
async function askControl({ control, log, region }: RegionContext, { uuid, pid }: Unit): Promise<TrialState> {
  try {
    return (await control.findTrial({ params: { uuid: uuid as Uuid }, query: { pid: pid as Pid } })).state;
  } catch (err) {
    log.warn({ err, region, uuid }, 'order.control_unreachable');
    return 'available';
  }
}
