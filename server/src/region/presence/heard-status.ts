import type { Presence, StatusMessage } from '@kaitong/contract';

/** A status message with the device whose connection it came from. */
export type HeardStatus = StatusMessage & { deviceId: string };

/** Only a camera that said it sleeps may be dormant; any other that is not there is offline. */
export const presenceOf = ({ state, features }: StatusMessage): Presence =>
  state === 'dormant' && !features.sleepy ? 'offline' : state;

export type Heard = Pick<StatusMessage, 'session' | 'sequence'>;

/** Whether `a` was said after `b`; the same one again was not. */
export const isLater = (a: Heard, b: Heard): boolean =>
  a.session > b.session || (a.session === b.session && a.sequence > b.sequence);

/** The last word of each device. */
export function latestPerDevice(statuses: readonly HeardStatus[]): Map<string, HeardStatus> {
  const latest = new Map<string, HeardStatus>();
  for (const status of statuses) {
    const known = latest.get(status.deviceId);
    if (!known || isLater(status, known)) latest.set(status.deviceId, status);
  }
  return latest;
}
