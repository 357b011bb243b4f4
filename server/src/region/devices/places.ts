/** Where a wrapped secret belongs: copied into another row it opens nothing. */
export const deviceSecretPlace = (deviceId: string): string => `device secret ${deviceId}`;
