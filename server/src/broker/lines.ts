import type { DeviceId } from '@kaitong/contract';
import type { Connection } from '@kaitong/core';
import type { Line, ServedRegion } from './line.ts';

/** The connections that this process holds, by region and device. */
export class Lines {
  readonly #byRegion = new Map<ServedRegion, Map<DeviceId, Set<Line>>>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(line: Line): void {
    const devices = this.#byRegion.get(line.region) ?? new Map<DeviceId, Set<Line>>();
    this.#byRegion.set(line.region, devices);
    const lines = devices.get(line.deviceId) ?? new Set();
    devices.set(line.deviceId, lines.add(line));
    this.#count += 1;
  }

  remove(line: Line): void {
    const devices = this.#byRegion.get(line.region);
    const lines = devices?.get(line.deviceId);
    if (!lines?.delete(line)) return;
    this.#count -= 1;
    if (lines.size === 0) devices?.delete(line.deviceId);
  }

  ofDevice(region: ServedRegion, deviceId: DeviceId): Line[] {
    return [...(this.#byRegion.get(region)?.get(deviceId) ?? [])];
  }

  /** Those under bare device ids that were let in. */
  *held(region: ServedRegion): Generator<{ deviceId: DeviceId; connection: Connection }> {
    for (const [deviceId, lines] of this.#byRegion.get(region) ?? [])
      for (const { connection } of lines) if (connection) yield { deviceId, connection };
  }

  deviceIds(region: ServedRegion): DeviceId[] {
    return [...(this.#byRegion.get(region)?.keys() ?? [])];
  }

  *all(): Generator<Line> {
    for (const devices of this.#byRegion.values()) for (const lines of devices.values()) yield* lines;
  }
}
