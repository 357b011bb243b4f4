/** A device may call no more: it was removed, or its licence was revoked. The payload is the device's id. */
export const DEVICE_REMOVED = 'removed';
