import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceLogCode, seconds } from '@kaitong/contract';
import type { Connection } from '@kaitong/core';
import type { Log } from '../log.ts';
import type { Noted } from '../region/device-log/open-device-log.ts';
import { admit, UNAVAILABLE, type Unwelcome } from './admit.ts';
import type { CommandDelivery } from './deliver-commands.ts';
import { hearMessage, isSaid, ProtocolViolation } from './hear-message.ts';
import { type Line, type ServedRegion, takeMessage } from './line.ts';
import type { Lines } from './lines.ts';
import type { Fault, Wire, WireHearer } from './mqtt/wire.ts';
import { noteConnected, noteDisconnected } from './note-line.ts';
import { isOwnFilter } from './topics.ts';

export type HearWiresOptions = {
  regions: ReadonlyMap<string, ServedRegion>;
  lines: Lines;
  deliveries: ReadonlyMap<ServedRegion, CommandDelivery>;
  /** A device was let in on it. */
  onEntered(wire: Wire): void;
  onClosed(wire: Wire): void;
  /** Who speaks for many. */
  isProxy?: ((address: string) => boolean) | undefined;
  log: Log;
};

export type WiresHearer = WireHearer & {
  /** From now on no device is gone, and nothing is heard any more. */
  stop(): void;
  /** Resolves once all that was heard is stored. */
  settle(): Promise<void>;
};

const REFUSED = 0x80;
/** How often the end of a connection is told again while it cannot be stored. */
const TELL_AGAIN = seconds(1);
/** Messages of one line that wait to be stored, however long the database takes: what is sent beyond them is not kept. */
const MOST_WAITING = 200;
const FAULTS: Record<Fault, { code: DeviceLogCode; reason: string }> = {
  malformed: { code: 'line_protocol', reason: 'no MQTT 3.1.1' },
  too_long: { code: 'line_packet_too_long', reason: 'packet too long' },
  too_often: { code: 'line_too_many_messages', reason: 'pings and subscribes too often' },
  keep_alive: { code: 'keep_alive_missed', reason: 'keep alive timeout' },
  unread: { code: 'line_protocol', reason: 'does not read what it is sent' },
};

/**
 * What comes over the wires goes to the regions before it is acknowledged, commands come from there; between devices nothing
 * is passed on, and no session outlives its connection: what waits for a device waits in the database.
 */
export function hearWires(options: HearWiresOptions): WiresHearer {
  const { regions, lines, deliveries, onEntered, onClosed, isProxy, log } = options;
  const leaving = new Set<Promise<void>>();
  let stopping = false;

  async function enter(wire: Wire, packet: Parameters<WireHearer['connecting']>[1]): Promise<void> {
    const line = await admit(wire, packet, regions, lines, tellGone).catch((err: unknown): Unwelcome => {
      log.error({ err }, 'a device could not be looked up');
      return { returnCode: UNAVAILABLE, message: 'unavailable' };
    });
    if ('returnCode' in line) {
      log.info({ deviceId: packet.username?.slice(0, 64), reason: line.message }, 'device.refused');
      wire.refuse(line.returnCode);
    } else if (wire.isClosed) {
      leave(line); // it did not wait
    } else {
      onEntered(wire);
      wire.accept(line);
      noteConnected(line, isProxy);
    }
  }

  /** Tells presence once everything that came over the line is stored; when we stop, nobody is gone. */
  function leave(line: Line): void {
    lines.remove(line);
    const { connection } = line;
    if (stopping) return;
    noteDisconnected(line);
    if (connection) tellGone(line, connection);
  }

  function tellGone(line: Line, connection: Connection): void {
    const told = (line.tail ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => storeGone(line, connection))
      .finally(() => leaving.delete(told));
    leaving.add(told);
  }

  /** For as long as the database is away: of a line that is watched nothing else would ever say that it has ended. */
  async function storeGone({ region, deviceId }: Line, connection: Connection): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await region.presence.gone(deviceId, connection);
        return;
      } catch (err) {
        if (tries === 1) log.error({ err, deviceId }, 'the end of a connection is not stored yet');
      }
      if (stopping) return;
      await sleep(TELL_AGAIN, undefined, { ref: false });
    }
  }

  /** Puts a device off the line for what it sent, or because it could not be stored; it is noted once. */
  function end(wire: Wire, line: Line, error: unknown): void {
    if (line.isEnding) return;
    line.isEnding = true;
    const entry = { region: line.region.context.region, deviceId: line.deviceId };
    if (error instanceof ProtocolViolation) {
      log.info({ ...entry, reason: error.message }, 'device.line_ended');
      line.ending ??= 'refused';
      noteOf(line, error.code, { detail: error.detail });
    } else log.error({ ...entry, err: error }, 'a device message could not be stored');
    wire.close();
  }

  return {
    connecting(wire, packet) {
      void enter(wire, packet);
    },

    published(wire, publication) {
      const { line } = wire;
      if (!line || stopping || line.isEnding || line.isOver) return;
      const isAllowed = takeMessage(line) && line.waiting < MOST_WAITING; // when it came, not when its turn has come
      line.isOver = !isAllowed;
      line.waiting += 1;
      const store = async (): Promise<void> => {
        if (!isAllowed) throw new ProtocolViolation('line_too_many_messages', 'sends too many messages');
        await hearMessage(line, publication);
      };
      // Presence keeps the order of what is said; with everything else the next one waits until it is stored.
      const isNext = isAllowed && isSaid(publication, line.deviceId);
      const before = line.tail;
      const isBeside = before !== undefined && isNext && line.saysOnly;
      const stored = isBeside ? inTurn(before, store()) : before === undefined ? store() : before.then(store);
      line.saysOnly = isNext && (before === undefined || line.saysOnly);
      line.tail = stored;
      stored.then(
        () => {
          line.waiting -= 1;
          if (line.tail === stored) line.tail = undefined;
          if (publication.qos > 0) wire.acknowledge(publication.messageId);
        },
        (error: unknown) => end(wire, line, error),
      );
    },

    subscribing(wire, { messageId, subscriptions }) {
      const { line } = wire;
      if (!line || stopping || messageId === undefined) return;
      const granted = subscriptions.map(({ topic, qos }) => {
        if (qos > 1 || !isOwnFilter(topic, line.deviceId)) {
          noteOf(line, 'subscription_refused', { detail: topic });
          return REFUSED; // for this filter, which tools report as what it is
        }
        const level = qos === 1 ? 1 : 0;
        line.granted.set(topic, level);
        return level;
      });
      wire.acknowledgeSubscription(messageId, granted);
      if (granted.some((one) => one !== REFUSED)) void deliveries.get(line.region)?.deliver([line.deviceId]);
    },

    unsubscribing(wire, { messageId, unsubscriptions }) {
      for (const filter of unsubscriptions) wire.line?.granted.delete(filter);
      if (messageId !== undefined) wire.acknowledgeUnsubscription(messageId);
    },

    faulted(wire, fault) {
      const { code, reason } = FAULTS[fault];
      log.debug({ clientId: wire.clientId, reason }, 'line error');
      if (!wire.line) return;
      wire.line.ending ??= fault === 'keep_alive' ? 'keep_alive_missed' : 'refused';
      noteOf(wire.line, code, code === 'line_protocol' ? { detail: reason } : undefined);
    },

    closed(wire) {
      onClosed(wire);
      if (wire.line) leave(wire.line);
    },

    stop() {
      stopping = true;
    },
    async settle() {
      await Promise.allSettled([...leaving]);
    },
  };
}

/** What is stored beside what came before it is acknowledged after that, and not at all if that could not be stored. */
async function inTurn(before: Promise<void>, stored: Promise<void>): Promise<void> {
  await Promise.all([before, stored]);
}

const noteOf = ({ region, deviceId }: Line, code: DeviceLogCode, noted?: Noted): void =>
  region.context.deviceLog.note(deviceId, code, noted);
