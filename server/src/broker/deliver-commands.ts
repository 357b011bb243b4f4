import { type DeviceId, downTopic } from '@kaitong/contract';
import type { Log } from '../log.ts';
import { listWaitingCommands, markSent, type WaitingCommand } from '../region/commands/waiting-commands.ts';
import type { Line, ServedRegion } from './line.ts';
import type { Lines } from './lines.ts';
import { qosFor } from './topics.ts';

const DEVICES_AT_ONCE = 500;
/** Nobody waits for what a command's row says of it: all that were handed over within this time are noted at once. */
const NOTE_EVERY_MS = 1000;

export type CommandDelivery = {
  /** Looks for commands of these devices that are waiting, and hands them to the connections that this process has. */
  deliver(deviceIds: readonly DeviceId[]): Promise<void>;
};

/**
 * Brings a region's commands from the table to its devices. Requests that come while a look is under way are gathered
 * into the next one, so a thousand grants at the same moment are a handful of queries.
 */
export function createCommandDelivery(region: ServedRegion, lines: Lines, log: Log): CommandDelivery {
  const due = new Set<DeviceId>();
  let running: Promise<void> | undefined;
  /** By id, when they were handed over. */
  let handed = new Map<string, number>();
  let isToNote = false;

  function noteLater(): void {
    if (isToNote) return;
    isToNote = true;
    setTimeout(() => {
      isToNote = false;
      const now = performance.now();
      const ages = new Map([...handed].map(([id, at]) => [id, now - at]));
      handed = new Map();
      markSent(region.context, ages).catch((err: unknown) =>
        log.warn({ err, region: region.context.region }, 'commands could not be noted as sent'),
      );
    }, NOTE_EVERY_MS).unref();
  }

  async function run(): Promise<void> {
    while (due.size > 0) {
      const deviceIds = [...due].slice(0, DEVICES_AT_ONCE);
      for (const id of deviceIds) due.delete(id);
      try {
        await hand(deviceIds);
      } catch (err) {
        log.error({ err, region: region.context.region }, 'commands could not be read'); // a new look follows the next connection or notification
      }
    }
    running = undefined;
  }

  async function hand(deviceIds: DeviceId[]): Promise<void> {
    for (const command of await listWaitingCommands(region.context, deviceIds)) {
      const sent = lines.ofDevice(region, command.deviceId).filter((line) => sendOver(line, command));
      if (sent.length === 0) continue;
      handed.set(command.id, performance.now());
      region.context.deviceLog.note(command.deviceId, 'command_sent', { name: command.name, detail: command.id });
    }
    if (handed.size > 0) noteLater();
  }

  return {
    async deliver(deviceIds) {
      for (const id of deviceIds) if (lines.ofDevice(region, id).length > 0) due.add(id);
      if (due.size > 0) running ??= Promise.resolve().then(run);
      await running;
    },
  };
}

function sendOver(line: Line, { id, deviceId, name, payload }: WaitingCommand): boolean {
  const qos = qosFor(line.granted, deviceId, name);
  if (qos === undefined || line.sent.has(id)) return false;
  line.sent.set(id, name);
  const topic = downTopic(deviceId, name);
  const message = JSON.stringify({ ...payload, id });
  line.wire.publish(topic, qos, message);
  return true;
}
