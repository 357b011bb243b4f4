import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceId, LineEnd } from '@kaitong/contract';
import type { Log } from '../../log.ts';
import { forgetFarLines, listFarDevices } from '../../region/presence/far-lines.ts';
import type { ServedRegion } from '../line.ts';
import type { Outlet } from '../outlet.ts';
import type { FarDevices } from './far-devices.ts';
import type { Management } from './management.ts';
import { downKey } from './topics.ts';

/** Publishes to whoever subscribed to it, on whichever node. @returns `false`: nobody did */
export type Publish = (routingKey: string, messageId: string, body: Buffer) => Promise<boolean>;

/** A node learns of a subscription on another one a moment later. */
const AGAIN_AFTER_MS = [0, 200, 1000];

/** The devices of a region that are on the lines of a cluster. */
export function farOutlet(
  { context }: ServedRegion,
  { devices, publish, management, log }: { devices: FarDevices; publish: Publish; management: Management; log: Log },
): Outlet {
  /** The management API learns of a connection a moment after it began. */
  async function close(deviceId: DeviceId, why: LineEnd): Promise<void> {
    for (const wait of AGAIN_AFTER_MS) {
      if (wait > 0) await sleep(wait, undefined, { ref: false });
      if (await management.close(deviceId, why)) return;
    }
    await forgetFarLines(context, { deviceId });
  }

  return {
    reaches: () => true, // whoever publishes is told
    deviceIds: () => listFarDevices(context),
    async send({ id, deviceId, name, payload }) {
      const device = devices.known(deviceId);
      if (device?.sent.has(id)) return false;
      device?.sent.set(id, name);
      const body = Buffer.from(JSON.stringify({ ...payload, id }));
      for (const wait of device ? AGAIN_AFTER_MS : [0]) {
        if (wait > 0) await sleep(wait, undefined, { ref: false });
        if (await publish(downKey(deviceId, name), id, body)) return true;
      }
      device?.sent.delete(id);
      return false;
    },
    end(deviceId, why) {
      const device = devices.known(deviceId);
      if (device) device.ending ??= why;
      close(deviceId, why).catch((err: unknown) => log.error({ err, deviceId }, 'a connection could not be ended'));
    },
  };
}
