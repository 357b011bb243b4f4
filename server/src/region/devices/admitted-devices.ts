import { type DeviceId, seconds } from '@kaitong/contract';
import type { Notifications } from '../../store/notifications.ts';
import { DEVICE_REMOVED } from './device-removed.ts';

/** So long a process that missed the word goes on admitting a device. */
const KEPT = seconds(15);
/** More than a process serves within that time; then it begins anew. */
const MOST = 20_000;

/** Devices that may call, as a process knows without asking for each call: until it is told otherwise. */
export type AdmittedDevices = {
  /** `ask`: looks whether a device is paired here and its licence in force. */
  isAdmitted(deviceId: DeviceId, ask: () => Promise<boolean>): Promise<boolean>;
  /** For whoever has just taken that back: its next call is refused, before others have heard of it. */
  forget(deviceId: DeviceId): void;
};

export function admitDevices(notifications: Notifications): AdmittedDevices {
  const until = new Map<DeviceId, number>();
  /** What was looked up before something was taken back is not kept after it. */
  let takenBack = 0;

  function forget(deviceId: DeviceId | undefined): void {
    takenBack += 1;
    if (deviceId === undefined) until.clear();
    else until.delete(deviceId);
  }
  notifications.on<DeviceId>(DEVICE_REMOVED, forget);

  return {
    async isAdmitted(deviceId, ask) {
      if ((until.get(deviceId) ?? 0) > performance.now()) return true;
      const seen = takenBack;
      const isIt = await ask();
      if (!isIt || seen !== takenBack) return isIt;
      if (until.size >= MOST) until.clear();
      until.set(deviceId, performance.now() + KEPT);
      return true;
    },
    forget,
  };
}
