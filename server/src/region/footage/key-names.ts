import { createHash } from 'node:crypto';
import type { DeviceId, OwnerId } from '@kaitong/contract';

export type Owned = { ownerId: OwnerId; deviceId: DeviceId };

/** Names of keys in the key store; in 256 groups, so that no folder has too many. */
export const KEYS = 'keys';

const pairOf = ({ ownerId, deviceId }: Owned): string =>
  `${KEYS}/${createHash('sha256').update(deviceId).digest('hex').slice(0, 2)}/${deviceId}.${ownerId}.`;

export const keyName = (owned: Owned, id: string): string => pairOf(owned) + id;
