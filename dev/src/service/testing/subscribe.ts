import { days, type PlanTerms } from '@kaitong/contract';
import { moveSubscription, noSubscription, type SubscriptionEvent } from '@kaitong/core';
import { sendRecordingGrant } from '@kaitong/server/testing';
import type { Rig } from '../../activation/testing/rig.ts';
import type { Unit } from '../../activation/testing/units.ts';

const EVENT7: PlanTerms = { kind: 'event', retentionDays: 7 };
let orders = 0;

/** Gives a device thirty days of a plan, from now. */
export async function subscribe(rig: Pick<Rig, 'regions' | 'clock'>, unit: Unit, terms = EVENT7): Promise<void> {
  const orderId = `or${String(++orders).padStart(18, '0')}` as never;
  const length = { milliseconds: days(30) };
  await changeSubscription(rig, unit, { type: 'bought', orderId, terms, length, use: 'now', at: now(rig) });
}

/** Ends what a device has, now. */
export const endSubscription = (rig: Pick<Rig, 'regions' | 'clock'>, unit: Unit): Promise<void> =>
  changeSubscription(rig, unit, { type: 'ended', at: now(rig) });

const now = ({ clock }: Pick<Rig, 'clock'>): number => clock.now().getTime();

async function changeSubscription(
  { regions }: Pick<Rig, 'regions'>,
  { owner, deviceId }: Unit,
  event: SubscriptionEvent,
): Promise<void> {
  await regions[owner.region].db.transaction().execute(async (trx) => {
    const unit = await trx
      .selectFrom('device')
      .select(['owner_id', 'pid'])
      .where('device_id', '=', deviceId)
      .executeTakeFirstOrThrow();
    const known = await trx
      .selectFrom('subscription')
      .select('subscription')
      .where('device_id', '=', deviceId)
      .forUpdate()
      .executeTakeFirst();
    const subscription = JSON.stringify(moveSubscription(known?.subscription ?? noSubscription, event)) as never;
    await trx
      .insertInto('subscription')
      .values({ ...unit, device_id: deviceId, subscription, ends_at: null, key_ends_at: null, grant_version: 0 })
      .onConflict((conflict) => conflict.column('device_id').doUpdateSet({ subscription }))
      .execute();
    await sendRecordingGrant(trx, deviceId);
  });
}
