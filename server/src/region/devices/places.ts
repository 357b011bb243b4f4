import type { DeviceId, Uuid } from '@kaitong/contract';
/** Where wrapped secrets belong: copied into another row they open nothing. */
export const authKeyPlace = (uuid: Uuid): string => `licence ${uuid}`;
export const deviceSecretPlace = (deviceId: DeviceId): string => `device secret ${deviceId}`;
