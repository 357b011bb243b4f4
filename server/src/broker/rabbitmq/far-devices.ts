import type { CommandName, DeviceId, LineEnd, StatusMessage } from '@kaitong/contract';
import { hasFarLine } from '../../region/presence/far-lines.ts';
import { freshMessages, type HeardDevice, type ServedRegion } from '../line.ts';

/** A device as the cluster lets us hear it: by user and topic, whichever of its connections it speaks over. */
export type FarDevice = HeardDevice & {
  /** Nothing of it is heard until it comes again: it is put off the line for what it did. */
  isEnding: boolean;
  /** Why we end its connections, where we do. */
  ending: LineEnd | undefined;
  /** It came anew, and was not handed what waits for it since. */
  isFresh: boolean;
};

/**
 * The devices that were heard, each with its region. What is known of one here is only what a connection knows of itself: a
 * process that takes over begins without.
 */
export class FarDevices {
  readonly #regions: readonly ServedRegion[];
  readonly #known = new Map<DeviceId, FarDevice>();
  /** Of those that come at once for the first time all wait for the same. */
  readonly #finding = new Map<DeviceId, Promise<FarDevice | undefined>>();

  constructor(regions: readonly ServedRegion[]) {
    this.#regions = regions;
  }

  get count(): number {
    return this.#known.size;
  }

  known(deviceId: DeviceId): FarDevice | undefined {
    return this.#known.get(deviceId);
  }

  forget(deviceId: DeviceId): void {
    this.#known.delete(deviceId);
  }

  /** `undefined`: it never came in here. */
  async find(deviceId: DeviceId): Promise<FarDevice | undefined> {
    const known = this.#known.get(deviceId);
    if (known) return known;
    const finding = this.#finding.get(deviceId) ?? this.#look(deviceId);
    this.#finding.set(deviceId, finding);
    try {
      return await finding;
    } finally {
      this.#finding.delete(deviceId);
    }
  }

  async #look(deviceId: DeviceId): Promise<FarDevice | undefined> {
    for (const region of this.#regions) {
      if (!(await hasFarLine(region.context, deviceId))) continue;
      const found = newDevice(region, deviceId);
      this.#known.set(deviceId, found);
      return found;
    }
    return undefined;
  }
}

const newDevice = (region: ServedRegion, deviceId: DeviceId): FarDevice => ({
  ...{ region, deviceId },
  sent: new Map<string, CommandName>(),
  isWatched: false,
  said: undefined as { status: StatusMessage; at: Date } | undefined,
  messages: freshMessages(),
  isEnding: false,
  ending: undefined,
  isFresh: true,
});

/** A device came anew: what was handed to it over another connection may be lost, and what it says begins anew. */
export function begin(device: FarDevice, isWatched: boolean): void {
  device.sent.clear();
  device.isWatched = isWatched;
  Object.assign(device, { said: undefined, messages: freshMessages(), isEnding: false, ending: undefined });
  device.isFresh = true;
}
