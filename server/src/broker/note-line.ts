import { type DeviceId, minutes, type StatusMessage } from '@kaitong/contract';
import { isSameFeatures, isSameKnown, SILENCE } from '@kaitong/core';
import { hearLineTaken } from '../region/conformance/hear-taken.ts';
import type { HeardDevice, Line, ServedRegion } from './line.ts';

/** A unit that lost its line comes back once and stays; two that share an id take it from each other at every reconnection. */
const BACK_AND_FORTH = minutes(1);
/** When a connection of a device was last replaced by another, in milliseconds of the process. */
const replaced = new WeakMap<ServedRegion, Map<DeviceId, number>>();

/** Notes who came, in the device's log. @param isProxy whose address is not the device's */
export function noteConnected({ wire, region, deviceId }: Line, isProxy?: (address: string) => boolean): void {
  const { remoteAddress = '' } = wire.carrier;
  const seconds = wire.keepAliveSeconds;
  const said = [isProxy?.(remoteAddress) ? '' : remoteAddress, seconds > 0 ? `keep-alive ${seconds}` : ''];
  region.context.deviceLog.note(deviceId, 'connected', {
    ...{ name: wire.clientId === deviceId ? '' : 'tool', detail: said.filter(Boolean).join(' ') },
  });
}

/** Whether it says what the one before over this line said, and no silence lies between in which its device counted as offline. */
export function isBeat(
  { region, said, isWatched }: HeardDevice,
  { state, features, ...known }: StatusMessage,
): boolean {
  if (said === undefined) return false;
  if (!isWatched && region.context.clock.now().getTime() - said.at.getTime() >= SILENCE) return false;
  const { status } = said;
  return state === status.state && isSameKnown(known, status) && isSameFeatures(features, status.features);
}

/**
 * Notes what a device says of itself, in its log, where it is no heartbeat: a line for each would push out of the log what
 * somebody looks for.
 */
export function noteSaid(device: HeardDevice, status: StatusMessage): void {
  const { region, deviceId } = device;
  if (!isBeat(device, status)) {
    const detail = `${status.state} ${status.firmware}`;
    region.context.deviceLog.note(deviceId, 'message_taken', { name: 'status', detail });
  }
  device.said = { status, at: region.context.clock.now() };
}

/** Notes why a connection ended, in the device's log. */
export function noteDisconnected(line: Line): void {
  const { wire, region, deviceId, ending } = line;
  const isTool = wire.clientId !== deviceId;
  const reason = ending ?? (wire.hasSaidGoodbye ? 'goodbye' : 'line_lost');
  region.context.deviceLog.note(deviceId, 'disconnected', { name: isTool ? 'tool' : '', reason });
  if (reason === 'replaced' && !isTool) noteReplaced(region, deviceId);
}

/**
 * Notes that two units seem to have one id, where a connection is not the first that was replaced just now; a test that looks
 * for that hears of each.
 */
export function noteReplaced(region: ServedRegion, deviceId: DeviceId): void {
  const { context } = region;
  hearLineTaken(context, deviceId).catch((err: unknown) =>
    context.log.error({ err, deviceId }, 'a test could not hear of a line that was taken'),
  );
  if (isBackAndForth(region, deviceId)) context.deviceLog.note(deviceId, 'id_cloned');
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
