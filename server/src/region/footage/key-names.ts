import { createHash } from 'node:crypto';
import type { DeviceId, OwnerId } from '@kaitong/contract';

export type Owned = { ownerId: OwnerId; deviceId: DeviceId };

/** Names of keys in the key store; in 256 groups, so that no folder has too many. */
export const KEYS = 'keys';

const pairOf = ({ ownerId, deviceId }: Owned): string =>
  `${KEYS}/${createHash('sha256').update(deviceId).digest('hex').slice(0, 2)}/${deviceId}.${ownerId}.`;

/** The id of the key in such a name. */
export const idInName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

export const keyName = (owned: Owned, id: string): string => pairOf(owned) + id;
