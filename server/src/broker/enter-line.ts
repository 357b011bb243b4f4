import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '@kaitong/contract';
import type { Connection } from '@kaitong/core';
import type { Admission } from '../region/presence/open-presence.ts';
import { DatabaseUnavailable } from '../store/unavailable.ts';
import { endLine, type Line } from './line.ts';
import type { Lines } from './lines.ts';

/**
 * Well within what clients wait for their CONNACK. What comes too often has to wait: refused at once, it would be back at
 * once.
 */
const LONGEST_HOLD = seconds(4);

/**
 * Tells presence of a line and, where its device connects too often, holds it until there is room.
 *
 * @param tellGone of a connection that may be stored though nobody is told so: it is not let in
 * @returns what presence says in the end
 */
export async function enterLine(
  line: Line,
  isTool: boolean,
  tellGone: (line: Line, connection: Connection) => void,
): Promise<Admission> {
  const { presence } = line.region;
  async function connect(): Promise<Admission> {
    const connection = presence.nextConnection(seconds(line.wire.keepAliveSeconds));
    try {
      return await presence.connected(line.deviceId, connection);
    } catch (error) {
      const isUnsure = error instanceof DatabaseUnavailable && error.code === 'unsure';
      if (isUnsure) tellGone(line, { ...connection, order: 0 }); // where it is the newest, its id says so
      throw error;
    }
  }
  return await enterPatiently(
    () => (isTool ? presence.attached(line.deviceId) : connect()),
    () => isEnded(line),
  );
}

/** Tries once more where a device connects too often, unless it did not wait. */
export async function enterPatiently(enter: () => Promise<Admission>, hasLeft = () => false): Promise<Admission> {
  const first = await enter();
  if (first.verdict !== 'too_often') return first;
  await sleep(Math.min(first.wait, LONGEST_HOLD), undefined, { ref: false });
  return hasLeft() ? first : await enter();
}

/** Whether its client did not wait. */
export const isEnded = ({ wire }: Line): boolean => wire.isClosed;

/**
 * Closes what this process holds of the device's older connections. Of two that come at once presence says which is the
 * newest.
 *
 * @returns whether `line` is the newest
 */
export function keepNewest(lines: Lines, { region, deviceId, connection }: Line): boolean {
  if (!connection) return true;
  const others = lines.ofDevice(region, deviceId).filter((other) => other.connection);
  for (const other of others) if ((other.connection?.order ?? 0) < connection.order) endLine(other, 'replaced');
  return !others.some((other) => (other.connection?.order ?? 0) > connection.order);
}

/** Closes what a tool's connection replaces: those of the same client id that were let in before it (MQTT 3.1.1, 3.1.4-2). */
export function replaceTool(lines: Lines, line: Line): void {
  const { region, deviceId, wire } = line;
  for (const other of lines.ofDevice(region, deviceId))
    if (other !== line && other.wire.isOpen && other.wire.clientId === wire.clientId) endLine(other, 'replaced');
}
