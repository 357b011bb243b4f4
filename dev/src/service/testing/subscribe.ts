import { type Duration, days, type PlanTerms } from '@kaitong/contract';
import { changeSubscription } from '@kaitong/server/testing';
import type { Rig } from '../../activation/testing/rig.ts';
import type { Unit } from '../../activation/testing/units.ts';

type Bought = Pick<Unit, 'owner' | 'deviceId'>;

const EVENT7: PlanTerms = { kind: 'event', retentionDays: 7 };
let orders = 0;

/** Gives a device a plan from now on, for thirty days where nothing else is said. */
export async function subscribe(
  rig: Pick<Rig, 'regions'>,
  unit: Bought,
  terms = EVENT7,
  length: Duration = days(30),
): Promise<void> {
  const orderId = `or${String(++orders).padStart(18, '0')}` as never;
  await change(rig, unit, { type: 'bought', orderId, terms, length: { milliseconds: length }, use: 'now' });
}

/** Ends what a device has, now. */
export const endSubscription = (rig: Pick<Rig, 'regions'>, unit: Bought): Promise<void> =>
  change(rig, unit, { type: 'ended' });

async function change(
  { regions }: Pick<Rig, 'regions'>,
  { owner, deviceId }: Bought,
  event: Parameters<typeof changeSubscription>[2],
): Promise<void> {
  const { id: ownerId } = await owner.getOwner({});
  await regions[owner.region].db
    .transaction()
    .execute(async (trx) => void (await changeSubscription(trx, { ownerId, deviceId }, event)));
}
