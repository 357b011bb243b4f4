import { z } from 'zod';
import { DeviceId, Pid, Region } from './ids.ts';

/** `demo.json`, which `npm start` writes beside a demonstration's data: what a program needs of it. */
export const DemoFile = z.object({
  api: z.object({ url: z.string(), key: z.string() }),
  console: z.object({ email: z.string() }).optional(),
  operator: z.object({ email: z.string() }).optional(),
  room: z.object({ url: z.string() }),
  apps: z.array(z.object({ region: Region, email: z.string(), password: z.string() })).default([]),
  devices: z.array(z.object({ deviceId: DeviceId, pid: Pid, product: z.string(), behaviour: z.string() })),
});
export type DemoFile = z.output<typeof DemoFile>;
