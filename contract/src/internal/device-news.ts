import { z } from 'zod';
import { Pid } from '../ids.ts';

/** Region → control, as server-sent events and only while somebody listens: a product whose devices changed. */
export const deviceNewsPath = '/plane/v1/devices/events';
export const DeviceNews = z.object({
  /** null: devices of any product may have changed; every stream begins with it. */
  pid: Pid.nullable(),
});
export type DeviceNews = z.output<typeof DeviceNews>;
