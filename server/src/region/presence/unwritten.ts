import type { DeviceId, StatusMessage } from '@kaitong/contract';
import { isLater, isNothingNew, type PresenceState } from '@kaitong/core';
import type { StoredDevice } from './device-state.ts';

type Said = NonNullable<PresenceState['said']>;

/** As many devices as a process has lines; what is forgotten beyond may let a status pass that came late. */
const MOST = 50_000;

/**
 * What devices that are watched said and nobody wrote down, since it was nothing new: what they said before is still late
 * after it. It is of one connection each, and may be lost: the latest status that was written orders the others, too.
 */
export class Unwritten {
  readonly #said = new Map<DeviceId, Said & { connection: string }>();

  /** The device with what it said since it was stored. */
  recall(device: StoredDevice): StoredDevice {
    const { state } = device;
    const said = this.#said.get(device.deviceId);
    if (said === undefined || said.connection !== state.connection?.id) return device;
    const { session, sequence, at } = said;
    if (state.said !== null && !isLater(said, state.said) && at <= state.said.at) return device;
    return { ...device, state: { ...state, said: { session, sequence, at } } };
  }

  /** @returns whether it is nothing new, and is kept here in place of the database */
  keep(device: StoredDevice, status: StatusMessage): boolean {
    const { deviceId, now } = device;
    const { state } = this.recall(device);
    if (state.connection === null || !isNothingNew(state, status, now)) return false;
    const { session, sequence } = status;
    this.#said.delete(deviceId);
    if (this.#said.size >= MOST) this.#said.clear();
    this.#said.set(deviceId, { connection: state.connection.id, session, sequence, at: now });
    return true;
  }

  /** It has another connection, or none. */
  forget(deviceId: DeviceId): void {
    this.#said.delete(deviceId);
  }
}
