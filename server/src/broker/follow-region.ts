import { type DeviceId, seconds } from '@kaitong/contract';
import type { Log } from '../log.ts';
import { COMMAND_WAITING } from '../region/commands/send-command.ts';
import { LINE_CLOSED } from '../region/conformance/disturb.ts';
import { listPaired } from '../region/devices/authenticate-device.ts';
import { DEVICE_REMOVED } from '../region/devices/device-removed.ts';
import type { CommandDelivery } from './deliver-commands.ts';
import type { ServedRegion } from './line.ts';
import type { Outlet } from './outlet.ts';

/** For a removed device to take the command that tells it so. */
const FAREWELL = seconds(1);

/**
 * Acts on what any process did that concerns the devices on a broker's lines, until the returned functions are called. After a
 * gap in the notifications all of them are looked at.
 */
export function followRegion(
  { context }: ServedRegion,
  outlet: Outlet,
  delivery: CommandDelivery | undefined,
  log: Log,
): (() => void)[] {
  function endLines(deviceId: DeviceId): void {
    if (outlet.reaches(deviceId)) setTimeout(() => outlet.end(deviceId, 'removed'), FAREWELL).unref();
  }

  async function endRemoved(): Promise<void> {
    const deviceIds = await outlet.deviceIds();
    const paired = await listPaired(context, deviceIds);
    for (const id of deviceIds) if (!paired.has(id)) endLines(id);
  }

  return [
    context.notifications.on<DeviceId>(COMMAND_WAITING, (deviceId) => {
      void delivery?.deliver(deviceId === undefined ? 'all' : [deviceId]);
    }),
    context.notifications.on<DeviceId>(LINE_CLOSED, (deviceId) => {
      if (deviceId !== undefined) outlet.end(deviceId, 'asked');
    }),
    context.notifications.on<DeviceId>(DEVICE_REMOVED, (deviceId) => {
      if (deviceId !== undefined) return endLines(deviceId);
      endRemoved().catch((err: unknown) =>
        log.error({ err, region: context.region }, 'removed devices could not be read'),
      );
    }),
  ];
}
