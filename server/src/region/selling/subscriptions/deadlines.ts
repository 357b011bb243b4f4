import type { DeviceId } from '@kaitong/contract';
import { standingAt } from '@kaitong/core';
import type { DeadlineHandler } from '../../../store/deadlines.ts';
import type { RegionTables } from '../../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import { tellOwner } from '../../news/tell-owner.ts';
import { sendRecordingGrant } from '../../recording/recording-grant.ts';
import { remindOwner } from '../remind-owner.ts';
import { findRenewal } from '../renewals/renewal-row.ts';
import { type LockedSubscription, lockSubscription } from './lock-subscription.ts';
import { SUBSCRIPTION_CHANGE, SUBSCRIPTION_EXPIRING, setDeadlines, setReminder } from './move-subscription.ts';

/** What happens to a subscription by time alone. */
export function subscriptionDeadlineHandlers(
  context: RegionContext,
): Record<string, DeadlineHandler<RegionTables, DeviceId>> {
  return {
    [SUBSCRIPTION_CHANGE]: async ({ subject }, trx) => {
      const row = await findRow(trx, subject);
      if (!row) return;
      const { owner_id: ownerId, device_id: deviceId } = row;
      await setDeadlines(trx, row, row.subscription);
      // Whatever the camera was told last, it is told anew: a server that was down may have slept through more than one.
      await sendRecordingGrant(trx, deviceId);
      if (standingAt(row.subscription, row.now.getTime()).state === 'expired')
        await remindOwner(trx, context, { ownerId, type: 'subscription_expired', deviceId });
      await tellOwner(trx, ownerId, { type: 'subscription.changed', deviceId });
    },
    [SUBSCRIPTION_EXPIRING]: async ({ subject }, trx) => {
      const row = await findRow(trx, subject);
      if (!row) return;
      const { owner_id: ownerId, device_id: deviceId } = row;
      // What time alone changes is due in its own row: after an outage that may be at this very moment.
      await setReminder(trx, row, row.subscription);
      const standing = standingAt(row.subscription, row.now.getTime());
      // Who has auto-renewal is told of the charge instead.
      if (standing.state !== 'active' || (await findRenewal(trx, deviceId))) return;
      const about = { at: new Date(standing.until).toISOString(), price: null, before: null };
      await remindOwner(trx, context, { ownerId, type: 'subscription_expiring', deviceId, about });
    },
  };
}

async function findRow(trx: RegionTransaction, deviceId: DeviceId): Promise<LockedSubscription | undefined> {
  const row = await trx
    .selectFrom('subscription')
    .select('owner_id')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return row && (await lockSubscription(trx, { ownerId: row.owner_id, deviceId }));
}
