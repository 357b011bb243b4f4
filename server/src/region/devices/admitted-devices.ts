import { type DeviceId, type OwnerId, type Pid, seconds } from '@kaitong/contract';
import type { Notifications } from '../../store/notifications.ts';
import { DEVICE_REMOVED } from './device-removed.ts';

/** So long a process that missed the word goes on admitting a device. */
const KEPT = seconds(15);
/** More than a process serves within that time; then it begins anew. */
const MOST = 20_000;

/** Whose a device is that may call. */
export type Admitted = { ownerId: OwnerId; pid: Pid };

/** Devices that may call, as a process knows without asking for each call: until it is told otherwise. */
export type AdmittedDevices = {
  /** `ask`: looks whether a device is paired here and its licence in force; `undefined`: it may not call. */
  find(deviceId: DeviceId, ask: () => Promise<Admitted | undefined>): Promise<Admitted | undefined>;
  /** For whoever has just taken that back: its next call is refused, before others have heard of it. */
  forget(deviceId: DeviceId): void;
};

export function admitDevices(notifications: Notifications): AdmittedDevices {
  const known = new Map<DeviceId, { until: number; admitted: Admitted }>();
  /** What was looked up before something was taken back is not kept after it. */
  let takenBack = 0;

  function forget(deviceId: DeviceId | undefined): void {
    takenBack += 1;
    if (deviceId === undefined) known.clear();
    else known.delete(deviceId);
  }
  notifications.on<DeviceId>(DEVICE_REMOVED, forget);

  return {
    async find(deviceId, ask) {
      const found = known.get(deviceId);
      if (found && found.until > performance.now()) return found.admitted;
      const seen = takenBack;
      const admitted = await ask();
      if (!admitted || seen !== takenBack) return admitted;
      if (known.size >= MOST) known.clear();
      known.set(deviceId, { until: performance.now() + KEPT, admitted });
      return admitted;
    },
    forget,
  };
}
