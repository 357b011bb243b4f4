import { z } from 'zod';
import { ReleaseNotes } from '../firmware/release.ts';
import { DeviceId, FirmwareVersion, Instant, ReleaseId } from '../ids.ts';
import { op } from '../kit/op.ts';

/**
 * How an update of a camera goes, as its owner sees it. `offered`: it is to be had, and the camera takes it when it asks next.
 * `waiting`: it is kept back until the hour that was chosen.
 */
export const DeviceUpdateState = z.enum(['offered', 'waiting', 'downloading', 'installed', 'failed', 'rolled_back']);
export type DeviceUpdateState = z.output<typeof DeviceUpdateState>;

const DeviceUpdate = z
  .object({
    releaseId: ReleaseId,
    version: FirmwareVersion,
    notes: ReleaseNotes,
    /** Takes a version back that did harm: it is not kept back. */
    takesBack: z.boolean(),
    state: DeviceUpdateState,
    /** What the camera said of why it failed or was taken back: a short code. */
    reason: z.string().nullable(),
    /** Until when it is kept back, or when the camera said last how it goes; null: it has said nothing yet. */
    at: Instant.nullable(),
    /** The camera may still take it, so a time can be chosen. */
    canChoose: z.boolean(),
  })
  .meta({ id: 'DeviceUpdate' });
export type DeviceUpdate = z.output<typeof DeviceUpdate>;

const DeviceFirmware = z
  .object({
    firmware: FirmwareVersion.nullable(),
    /** What is to be had or under way, else how the last update ended, for a week. */
    update: DeviceUpdate.nullable(),
  })
  .meta({ id: 'DeviceFirmware' });
export type DeviceFirmware = z.output<typeof DeviceFirmware>;

const deviceId = z.object({ deviceId: DeviceId });

/** Firmware as owners meet it: what is offered to their camera, and when it is to be installed. */
export const ownerFirmware = {
  getDeviceFirmware: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/firmware',
    summary: 'The firmware of a device, and its update if there is one',
    caller: 'owner',
    params: deviceId,
    reply: DeviceFirmware,
  }),
  installFirmware: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/firmware/install',
    summary: 'Have an update installed now, or keep it back until an hour of the next day',
    caller: 'owner',
    params: deviceId,
    body: z.object({
      releaseId: ReleaseId,
      /** Null: now, or when the camera is there next. */
      at: Instant.nullable(),
    }),
    reply: DeviceFirmware,
  }),
};
