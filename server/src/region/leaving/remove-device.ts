import {
  type app,
  type DeviceId,
  type OwnerId,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import { KeysUnavailable } from '../../keys/keys-unavailable.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { endPairing, leaveFootage } from '../devices/end-pairing.ts';
import { eraseKeysOf } from '../footage/erase-keys.ts';
import { endFootage } from '../retention/end-footage.ts';
import { lockSubscription } from '../selling/subscriptions/lock-subscription.ts';

type Owned = { ownerId: OwnerId; deviceId: DeviceId };

/**
 * An owner removes a camera, or what is left of one: its recordings end with it, and their key is out of both copies of
 * the key store before this answers. Where a copy is away nothing changes; one that fails only then is told as an outage, and
 * its part is done by the deadline, or by whoever asks again.
 */
export async function removeDevice(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof app.removeDevice>,
): Promise<Reply<typeof app.removeDevice> | Refusal> {
  const owned = { ownerId, deviceId };
  if ((await context.keys.look()) === 'away')
    throw new KeysUnavailable('away', `The key of ${deviceId} cannot be erased: a copy of the key store is not there.`);
  const endAll = (trx: RegionTransaction): Promise<void> => endFootageOf(trx, owned);
  const isOver =
    (await endPairing(context, { ...owned, ended: 'removed' }, endAll)) || (await leaveFootage(context, owned, endAll));
  const erased = await eraseKeysOf(context, owned);
  return isOver || erased > 0 ? {} : refusal('not_found');
}

/** All footage of a device, under the lock of its subscription where something was ever bought. */
export async function endFootageOf(trx: RegionTransaction, { ownerId, deviceId }: Owned): Promise<void> {
  const bought = await trx
    .selectFrom('subscription')
    .select('owner_id')
    .where('device_id', '=', deviceId)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  if (bought) await lockSubscription(trx, { ownerId, deviceId });
  await endFootage(trx, { ownerId, deviceId });
}
