import type { DeviceId, OwnerId } from '@kaitong/contract';
import { noSubscription } from '@kaitong/core';
import { type Selectable, sql } from 'kysely';
import { json } from '../../../store/database.ts';
import type { SubscriptionTable } from '../../../store/region/subscriptions.ts';
import type { RegionTransaction } from '../../context.ts';

/** A subscription's row, locked until the transaction ends, with the database's time of the lock. */
export type LockedSubscription = Selectable<SubscriptionTable> & { now: Date };

export type Place = { ownerId: OwnerId; deviceId: DeviceId };

/** The row of an owner's device, made where nothing was bought yet. */
export async function lockSubscription(
  trx: RegionTransaction,
  { ownerId, deviceId }: Place,
): Promise<LockedSubscription> {
  const device = trx.selectFrom('device').select('pid').where('device_id', '=', deviceId);
  await trx
    .insertInto('subscription')
    .values({
      owner_id: ownerId,
      device_id: deviceId,
      pid: device,
      subscription: json(noSubscription),
      ends_at: null,
      key_ends_at: null,
    })
    .onConflict((conflict) => conflict.column('device_id').doNothing())
    .execute();
  return await trx
    .selectFrom('subscription')
    .selectAll()
    .select(sql<Date>`kaitong_now()`.as('now'))
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}
