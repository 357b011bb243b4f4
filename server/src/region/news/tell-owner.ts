import type { DeviceId, OwnerEvent, OwnerId } from '@kaitong/contract';
import { type News, tellWhoAwaits } from '../../store/awaited-news.ts';
import type { Executor } from '../../store/executor.ts';

/** What a stream to an owner's pages listens to; the payload begins with the owner's id. */
export const OWNER_NEWS = 'owner';

/** In place of an owner's id, for what is awaited: whatever makers see of devices, of all owners. */
export const ALL_DEVICES = 'devices';
const OF_DEVICES: readonly OwnerEvent['type'][] = ['devices.changed', 'pairing.finished'];

/** Of which device makers' pages may show something new. */
export const changedDevice = ({ type, deviceId }: OwnerEvent): DeviceId | null =>
  OF_DEVICES.includes(type) ? deviceId : null;

/** What is awaited of an owner. */
export const ownerName = (owner: OwnerId | typeof ALL_DEVICES): string => `${OWNER_NEWS} ${owner}`;

export const newsOfOwner = (ownerId: OwnerId, event: OwnerEvent): News => ({
  news: `${ownerName(ownerId)} ${JSON.stringify(event)}`,
  names: [ownerName(ownerId), ...(changedDevice(event) === null ? [] : [ownerName(ALL_DEVICES)])],
});

/** Tells the owner's open pages what to read again, once the transaction commits. */
export async function tellOwner(trx: Executor, ownerId: OwnerId, event: OwnerEvent): Promise<void> {
  await tellWhoAwaits(trx, newsOfOwner(ownerId, event));
}
