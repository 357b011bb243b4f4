import type { DeviceId } from '@kaitong/contract';
import type { Log } from '../log.ts';
import { listWaitingCommands, markSent } from '../region/commands/waiting-commands.ts';
import type { ServedRegion } from './line.ts';
import type { Outlet } from './outlet.ts';

const DEVICES_AT_ONCE = 500;
/** Nobody waits for what a command's row says of it: all that were handed over within this time are noted at once. */
const NOTE_EVERY_MS = 1000;

export type CommandDelivery = {
  /** Looks for commands of these devices, or of all that have a line, that are waiting, and hands them over. */
  deliver(deviceIds: readonly DeviceId[] | 'all'): Promise<void>;
};

/**
 * Brings a region's commands from the table to its devices. Requests that come while a look is under way are gathered
 * into the next one, so a thousand grants at the same moment are a handful of queries.
 */
export function createCommandDelivery({ context }: ServedRegion, outlet: Outlet, log: Log): CommandDelivery {
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
      markSent(context, ages).catch((err: unknown) =>
        log.warn({ err, region: context.region }, 'commands could not be noted as sent'),
      );
    }, NOTE_EVERY_MS).unref();
  }

  const unread = (err: unknown): void => log.error({ err, region: context.region }, 'commands could not be read');

  async function listAll(): Promise<readonly DeviceId[]> {
    try {
      return await outlet.deviceIds();
    } catch (error) {
      unread(error);
      return [];
    }
  }

  async function run(): Promise<void> {
    while (due.size > 0) {
      const deviceIds = [...due].slice(0, DEVICES_AT_ONCE);
      for (const id of deviceIds) due.delete(id);
      try {
        await hand(deviceIds);
      } catch (err) {
        unread(err); // a new look follows the next connection or notification
      }
    }
    running = undefined;
  }

  async function hand(deviceIds: DeviceId[]): Promise<void> {
    const commands = await listWaitingCommands(context, deviceIds);
    const taken = await Promise.all(commands.map((command) => outlet.send(command)));
    for (const [n, { id, deviceId, name }] of commands.entries()) {
      if (!taken[n]) continue;
      handed.set(id, performance.now());
      context.deviceLog.note(deviceId, 'command_sent', { name, detail: id });
    }
    if (handed.size > 0) noteLater();
  }

  return {
    async deliver(deviceIds) {
      for (const id of deviceIds === 'all' ? await listAll() : deviceIds) if (outlet.reaches(id)) due.add(id);
      if (due.size > 0) running ??= Promise.resolve().then(run);
      await running;
    },
  };
}
