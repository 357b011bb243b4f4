import { type DeviceId, minutes, type StatusMessage } from '@kaitong/contract';
import { SILENCE } from '@kaitong/core';
import { isSameFeatures, isSameKnown } from '../region/presence/same-known.ts';
import type { Line, ServedRegion } from './line.ts';

/** A unit that lost its line comes back once and stays; two that share an id take it from each other at every reconnection. */
const BACK_AND_FORTH = minutes(1);
/** When a connection of a device was last replaced by another, in milliseconds of the process. */
const replaced = new WeakMap<ServedRegion, Map<DeviceId, number>>();

/** Notes who came, in the device's log. @param isProxy whose address is not the device's */
export function noteConnected({ wire, region, deviceId }: Line, isProxy?: (address: string) => boolean): void {
  const { remoteAddress = '' } = wire.socket;
  const seconds = wire.keepAliveSeconds;
  const said = [isProxy?.(remoteAddress) ? '' : remoteAddress, seconds > 0 ? `keep-alive ${seconds}` : ''];
  region.context.deviceLog.note(deviceId, 'connected', {
    ...{ name: wire.clientId === deviceId ? '' : 'tool', detail: said.filter(Boolean).join(' ') },
  });
}

/**
 * Notes what a device says of itself, in its log: first over each connection, then where it says something else or was silent
 * for so long that it counted as offline. A line for each heartbeat would push out of the log what somebody looks for.
 */
export function noteSaid(line: Line, status: StatusMessage): void {
  const { region, deviceId, said } = line;
  const at = region.context.clock.now();
  line.said = { status, at };
  if (said && at.getTime() - said.at.getTime() < SILENCE && isSameSaid(said.status, status)) return;
  const detail = `${status.state} ${status.firmware}`;
  region.context.deviceLog.note(deviceId, 'message_taken', { name: 'status', detail });
}

const isSameSaid = (a: StatusMessage, b: StatusMessage): boolean =>
  a.state === b.state && isSameKnown(a, b) && isSameFeatures(a.features, b.features);

/** Notes why a connection ended, in the device's log. */
export function noteDisconnected(line: Line): void {
  const { wire, region, deviceId, ending } = line;
  const isTool = wire.clientId !== deviceId;
  const reason = ending ?? (wire.hasSaidGoodbye ? 'goodbye' : 'line_lost');
  region.context.deviceLog.note(deviceId, 'disconnected', { name: isTool ? 'tool' : '', reason });
  if (reason === 'replaced' && !isTool && isBackAndForth(region, deviceId))
    region.context.deviceLog.note(deviceId, 'id_cloned');
}

function isBackAndForth(region: ServedRegion, deviceId: DeviceId): boolean {
  const devices = replaced.get(region) ?? new Map<DeviceId, number>();
  replaced.set(region, devices);
  const now = performance.now();
  for (const [id, at] of devices) {
    if (at > now - BACK_AND_FORTH) break; // in the order of their times
    devices.delete(id);
  }
  const isAgain = devices.delete(deviceId);
  devices.set(deviceId, now);
  return isAgain;
}
