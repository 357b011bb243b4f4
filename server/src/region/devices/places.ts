import type { DeviceId } from '@kaitong/contract';
/** Where a wrapped secret belongs: copied into another row it opens nothing. */
export const deviceSecretPlace = (deviceId: DeviceId): string => `device secret ${deviceId}`;
