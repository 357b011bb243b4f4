import { z } from 'zod';
import { DeviceId, Pid } from './ids.ts';

/** `demo.json`, which `npm start` writes beside a demonstration's data: what a program needs of it. */
export const DemoFile = z.object({
  api: z.object({ url: z.string(), key: z.string() }),
  room: z.object({ url: z.string() }),
  devices: z.array(z.object({ deviceId: DeviceId, pid: Pid, product: z.string(), behaviour: z.string() })),
});
export type DemoFile = z.output<typeof DemoFile>;
