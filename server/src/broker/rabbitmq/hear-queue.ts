import { DeviceId, type Duration, seconds } from '@kaitong/contract';
import { isWatchedWith } from '@kaitong/core';
import type { Log } from '../../log.ts';
import {
  type FarConnection,
  forgetFarLines,
  holdFarLine,
  leaveFarLine,
  listLeftLines,
} from '../../region/presence/far-lines.ts';
import type { CommandDelivery } from '../deliver-commands.ts';
import { hearMessage, isSaid, ProtocolViolation } from '../hear-message.ts';
import { type ServedRegion, takeMessage } from '../line.ts';
import { noteReplaced } from '../note-line.ts';
import type { Outlet } from '../outlet.ts';
import { begin, type FarDevice, type FarDevices } from './far-devices.ts';
import { type ConnectionEvent, EVENTS, readEvent } from './read-event.ts';
import { topicOf } from './topics.ts';

export type Delivered = { exchange: string; routingKey: string; headers?: unknown; body: unknown };

/** A region with the ways to its devices. */
export type FarRegion = { region: ServedRegion; outlet: Outlet; delivery: CommandDelivery };

export type QueueHearer = {
  /** Resolves once it is stored, or is nothing to store. */
  hear(message: Delivered): Promise<void>;
  stop(): void;
};

export type HearQueueOptions = {
  devices: FarDevices;
  regions: ReadonlyMap<ServedRegion, FarRegion>;
  /** A node, in one of its lives, holds lines of a region. */
  onHolder(region: ServedRegion, broker: string): Promise<void>;
  log: Log;
  /** The pause before what could not be stored is tried again. */
  tryEvery?: Duration;
};

/** Of the newest connection it counts by its id. */
const goneOf = ({ region, deviceId }: Pick<FarDevice, 'region' | 'deviceId'>, { connection, broker }: FarConnection) =>
  region.presence.gone(deviceId, { id: connection, broker, isWatched: false, order: 0 });

/**
 * Connections that ended for another one that never came: their devices are gone. Until then they were not, since of a takeover
 * the end may be told before the beginning.
 */
export async function endLeftLines(region: ServedRegion): Promise<void> {
  for (const line of await listLeftLines(region.context)) {
    if (line.clientId === line.deviceId) await goneOf({ region, deviceId: line.deviceId }, line);
    await forgetFarLines(region.context, line);
  }
}

/** The cluster acknowledged what is in its queue, so that it is tried for as long as a database may be away. */
const TRY_EVERY = seconds(1);
/** Of what a device says: no bytes of its own may hold up its line for good. */
const MOST_TRIES = 600;
/** Of what a node says of a connection, which it says once: a camera of which that is lost stays as it is. */
const ENDLESS = Number.POSITIVE_INFINITY;
/** Told in the log, so that hours without a database do not fill the disk. */
const TOLD_EVERY = 60;
const OWNER = /^kt\.d\.([a-z0-9]+)\.up\./;

/** What the one queue brings: messages of devices, and what nodes tell of their connections; each device's in their order. */
export function hearQueue({ devices, regions, onHolder, log, tryEvery = TRY_EVERY }: HearQueueOptions): QueueHearer {
  let isStopping = false;
  const tails = new Map<DeviceId, Promise<void>>();

  async function persist(work: () => Promise<void>, mostTries: number): Promise<void> {
    for (let tries = 1; !isStopping; tries++) {
      try {
        return await work();
      } catch (err) {
        if (err instanceof ProtocolViolation) throw err;
        if (tries % TOLD_EVERY === 1 || tries >= mostTries) log.error({ err, tries }, 'broker.not_stored');
        if (tries >= mostTries) return;
        await new Promise((resolve) => setTimeout(resolve, tryEvery).unref());
      }
    }
    throw new Error('stopped before it was stored'); // it comes again
  }

  async function tell(device: FarDevice, event: ConnectionEvent): Promise<void> {
    const { deviceId, clientId, connection, broker, keepAlive } = event;
    const isWatched = isWatchedWith(keepAlive);
    const { region } = device;
    const { context, presence } = region;
    const isTool = clientId !== deviceId;
    const name = isTool ? 'tool' : '';
    if (event.type === 'created') {
      if (!(await holdFarLine(context, { deviceId, clientId }, { connection, broker }))) return;
      await onHolder(region, broker);
      if (!isTool) {
        const { verdict } = await presence.connected(
          deviceId,
          { id: connection, broker, isWatched, order: undefined },
          true,
        );
        if (verdict === 'not_paired') regions.get(region)?.outlet.end(deviceId, 'removed');
      }
      begin(device, isTool ? device.isWatched : isWatched);
      context.deviceLog.note(deviceId, 'connected', { name, detail: event.address });
      return;
    }
    const left = await leaveFarLine(context, { deviceId, clientId }, connection);
    if (left !== 'replaced' && !isTool) await goneOf(device, event);
    const isLast = left === 'over';
    const reason = isLast ? (device.ending ?? 'line_lost') : 'replaced';
    context.deviceLog.note(deviceId, 'disconnected', { name, reason });
    if (isTool) return;
    if (isLast) devices.forget(deviceId);
    else noteReplaced(region, deviceId);
  }

  async function take(device: FarDevice, topic: string, payload: Uint8Array): Promise<void> {
    const publication = { topic, payload, qos: 1, retain: false, messageId: 0 } as const;
    await persist(() => hearMessage(device, publication), MOST_TRIES);
    if (!device.isFresh || !isSaid(publication, device.deviceId)) return;
    device.isFresh = false; // whoever says how it is set has subscribed before
    void regions.get(device.region)?.delivery.deliver([device.deviceId]);
  }

  function putOff(device: FarDevice, error: unknown): void {
    if (!(error instanceof ProtocolViolation)) throw error;
    const { region, deviceId } = device;
    device.isEnding = true;
    log.info({ region: region.context.region, deviceId, reason: error.message }, 'device.line_ended');
    region.context.deviceLog.note(deviceId, error.code, { detail: error.detail });
    regions.get(region)?.outlet.end(deviceId, 'refused');
  }

  /** Everything of a device, from the look for it on: what came first is stored first, whatever had to be tried again. */
  function inTurn(deviceId: DeviceId, work: () => Promise<void>): Promise<void> {
    const done = (tails.get(deviceId) ?? Promise.resolve()).then(work);
    const tail = done
      .catch(() => undefined)
      .then(() => {
        if (tails.get(deviceId) === tail) tails.delete(deviceId);
      });
    tails.set(deviceId, tail);
    return done;
  }

  async function findFor(deviceId: DeviceId, mostTries: number): Promise<FarDevice | undefined> {
    let found: FarDevice | undefined;
    await persist(async () => {
      found = await devices.find(deviceId);
    }, mostTries);
    return found;
  }

  return {
    async hear({ exchange, routingKey, headers, body }) {
      if (exchange === EVENTS) {
        const event = readEvent(routingKey, headers);
        if (!event) return;
        await inTurn(event.deviceId, async () => {
          const device = await findFor(event.deviceId, ENDLESS);
          if (device) await persist(() => tell(device, event), ENDLESS);
        });
        return;
      }
      const deviceId = DeviceId.safeParse(OWNER.exec(routingKey)?.[1]).data;
      if (!deviceId || !Buffer.isBuffer(body)) return;
      const cameAt = performance.now(); // which its allowance goes by, not when its turn has come
      await inTurn(deviceId, async () => {
        const device = await findFor(deviceId, MOST_TRIES);
        if (!device || device.isEnding) return;
        try {
          if (!takeMessage(device, cameAt))
            throw new ProtocolViolation('line_too_many_messages', 'sends too many messages');
          await take(device, topicOf(routingKey), body);
        } catch (error) {
          putOff(device, error);
        }
      });
    },
    stop() {
      isStopping = true;
    },
  };
}
