import { downTopic } from '@kaitong/contract';
import type { WaitingCommand } from '../region/commands/waiting-commands.ts';
import { endLine, type Line, type ServedRegion } from './line.ts';
import type { Lines } from './lines.ts';
import type { Outlet } from './outlet.ts';
import { qosFor } from './topics.ts';

/** The lines of a region's devices that this process holds itself. */
export const lineOutlet = (region: ServedRegion, lines: Lines): Outlet => ({
  reaches: (deviceId) => lines.ofDevice(region, deviceId).length > 0,
  deviceIds: () => lines.deviceIds(region),
  send: (command) => lines.ofDevice(region, command.deviceId).filter((line) => sendOver(line, command)).length > 0,
  end(deviceId, why) {
    for (const line of lines.ofDevice(region, deviceId)) endLine(line, why);
  },
});

function sendOver(line: Line, { id, deviceId, name, payload }: WaitingCommand): boolean {
  const qos = qosFor(line.granted, deviceId, name);
  if (qos === undefined || line.sent.has(id)) return false;
  line.sent.set(id, name);
  line.wire.publish(downTopic(deviceId, name), qos, JSON.stringify({ ...payload, id }));
  return true;
}
