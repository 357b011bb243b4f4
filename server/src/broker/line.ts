import { type CommandName, type DeviceId, type LineEnd, milliseconds, type StatusMessage } from '@kaitong/contract';
import { type Allowance, type AllowanceRule, type Connection, fullAllowance, takeAllowance } from '@kaitong/core';
import type { RegionContext } from '../region/context.ts';
import type { Presence } from '../region/presence/open-presence.ts';
import type { Wire } from './mqtt/wire.ts';

/** A region as the broker serves it. */
export type ServedRegion = { context: RegionContext; presence: Presence };

/** What any broker knows of a device that it hears: of each of its connections, or of all together where it cannot tell them apart. */
export type HeardDevice = {
  region: ServedRegion;
  deviceId: DeviceId;
  /** Commands handed to it since it came, by id. */
  sent: Map<string, CommandName>;
  /** Its line is ended within 75 s of silence, so that a status may come less often (`isWatchedWith` of core). */
  isWatched: boolean;
  /** The last status that was taken over it. */
  said: { status: StatusMessage; at: Date } | undefined;
  messages: Allowance;
};

/** One connection of a device. It belongs to the region that signed its token, and reaches nothing of another. */
export type Line = HeardDevice & {
  wire: Wire;
  /** What presence knows it by, once it was let in; `undefined` for a tool beside the device. */
  connection: Connection | undefined;
  tokenExpiresAt: Date;
  /** Filters it is subscribed to. */
  granted: Map<string, 0 | 1>;
  /** Ends when everything received so far is stored; `undefined`: it is. */
  tail: Promise<void> | undefined;
  /** Whether all that `tail` ends are statuses: presence keeps their order by itself. */
  saysOnly: boolean;
  /** Messages that are not stored yet. */
  waiting: number;
  /** It sent more than it may: what it sent before is stored, then it is put off the line, and what comes now is not heard. */
  isOver: boolean;
  /** It is put off the line for what it did: nothing that comes now is heard, and nothing more is noted. */
  isEnding: boolean;
  /** Why we end it, where we do. */
  ending?: LineEnd;
};

/** Messages that a device may send over a connection, as docs/protocol says: 60 at once, 20 a second in the long run. */
export const MQTT_MESSAGES: AllowanceRule = { burst: 60, every: milliseconds(50) };

/** Ends a connection, for a reason that its device's log tells; the first one counts. */
export function endLine(line: Line, why: LineEnd): void {
  line.ending ??= why;
  line.wire.close();
}

export const freshMessages = (): Allowance => fullAllowance(MQTT_MESSAGES, performance.now());

/** Takes one message's worth; `false` if there is none left. */
export function takeMessage(device: HeardDevice, now = performance.now()): boolean {
  const { allowance, waitMs } = takeAllowance(MQTT_MESSAGES, device.messages, now);
  device.messages = allowance;
  return waitMs === 0;
}
