import { type DeviceId, seconds } from '@kaitong/contract';
import type { Log } from '../log.ts';
import { COMMAND_WAITING } from '../region/commands/send-command.ts';
import { LINE_CLOSED } from '../region/conformance/disturb.ts';
import { listPaired } from '../region/devices/authenticate-device.ts';
import { DEVICE_REMOVED } from '../region/devices/device-removed.ts';
import type { CommandDelivery } from './deliver-commands.ts';
import { endLine, type ServedRegion } from './line.ts';
import type { Lines } from './lines.ts';

/** For a removed device to take the command that tells it so. */
const FAREWELL = seconds(1);

/**
 * Acts on what any process did that concerns the devices on our lines, until the returned functions are called. After a
 * gap in the notifications all of them are looked at.
 */
export function followRegion(
  region: ServedRegion,
  lines: Lines,
  delivery: CommandDelivery | undefined,
  log: Log,
): (() => void)[] {
  const { context } = region;

  function endLines(deviceId: DeviceId): void {
    const leaving = lines.ofDevice(region, deviceId);
    if (leaving.length === 0) return;
    setTimeout(() => {
      for (const line of leaving) endLine(line, 'removed');
    }, FAREWELL).unref();
  }

  async function endRemoved(): Promise<void> {
    const deviceIds = lines.deviceIds(region);
    const paired = await listPaired(context, deviceIds);
    for (const id of deviceIds) if (!paired.has(id)) endLines(id);
  }

  return [
    context.notifications.on<DeviceId>(COMMAND_WAITING, (deviceId) => {
      void delivery?.deliver(deviceId === undefined ? lines.deviceIds(region) : [deviceId]);
    }),
    context.notifications.on<DeviceId>(LINE_CLOSED, (deviceId) => {
      for (const line of deviceId === undefined ? [] : lines.ofDevice(region, deviceId)) endLine(line, 'asked');
    }),
    context.notifications.on<DeviceId>(DEVICE_REMOVED, (deviceId) => {
      if (deviceId !== undefined) return endLines(deviceId);
      endRemoved().catch((err: unknown) =>
        log.error({ err, region: context.region }, 'removed devices could not be read'),
      );
    }),
  ];
}
