import { type Parsed, type purchases, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { keptQuota, TRIAL } from '@kaitong/core';
import type { OwnerCaller } from '../../../callers.ts';
import type { RegionContext } from '../../context.ts';
import { findOffers } from '../../products/offers.ts';
import { findTrialState } from './trial-state.ts';

type Offers = Reply<typeof purchases.listOffers>;

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
    trial: {
      state,
      price: TRIAL.price,
      terms: { ...TRIAL.terms, keptBytes: keptQuota(TRIAL.terms) },
      days: TRIAL_DAYS,
    },
  };
}
