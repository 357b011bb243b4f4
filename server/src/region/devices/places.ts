/** Where wrapped secrets belong: copied into another row they open nothing. */
export const authKeyPlace = (uuid: string): string => `licence ${uuid}`;
export const deviceSecretPlace = (deviceId: string): string => `device secret ${deviceId}`;
