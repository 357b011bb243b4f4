import { z } from 'zod';
import { Pid } from '../ids.ts';

/** Region → control, as server-sent events and only while somebody listens: a product whose devices changed. */
export const deviceNewsPath = '/plane/v1/devices/events';
export const DeviceNews = z.object({
  /** null: devices of any product may have changed; every stream begins with it. */
  pid: Pid.nullable(),
});
export type DeviceNews = z.output<typeof DeviceNews>;

/** Region → control: lines of one device's log, in their order, for an account that may read them. */
export const deviceLogNewsPath = '/plane/v1/accounts/:accountId/devices/:deviceId/log/events';
/** `after`: the last line that is known; 0 begins a little before now. */
export const deviceLogNewsOf = (accountId: string, deviceId: string, after: number): string =>
  `${deviceLogNewsPath.replace(':accountId', accountId).replace(':deviceId', deviceId)}?after=${after}`;
