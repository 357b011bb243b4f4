import { z } from 'zod';
import { ItemName } from '../conformance/item.ts';
import { DeviceLogPage, deviceLogQuery, SupportCode } from '../control/device-logs.ts';
import { MOST_RELEASES, ReleaseUploads, UpdateCounts } from '../control/firmware.ts';
import { DeviceFilter, MakerDevice, MotionDetection, Presence } from '../control/products.ts';
import { DeviceAuthorityPem, MOST_DEVICE_AUTHORITIES } from '../device-authority.ts';
import { SignedManifest } from '../firmware/manifest.ts';
import { ReleaseNotes, RollOutShare } from '../firmware/release.ts';
import {
  AccountId,
  ApplicationId,
  ConformanceId,
  DeviceId,
  FirmwareVersion,
  Instant,
  Pid,
  ReleaseId,
  SoakId,
  Uuid,
} from '../ids.ts';
import { op } from '../kit/op.ts';
import { PlanId, ProductStage } from '../plans.ts';
import { DeviceFeatures } from '../region/devices.ts';
import { SampleKind } from '../sample-kind.ts';
import { Opener } from './control.ts';
import { PlaneLicence } from './licence.ts';

/** A device as a region knows it, for control's checks. */
export const FoundDevice = z.object({
  deviceId: DeviceId,
  pid: Pid,
  uuid: Uuid,
  pairedAt: Instant,
  /** Asked to ping, whether it answers. */
  presence: Presence,
  /** Counted as online, answering or not: it may have lost its line with a server that was restarted. */
  isExpected: z.boolean(),
  /** The region was away until just now, and the device was there before: it may be on its way back. */
  isReturning: z.boolean().optional(),
  firmware: FirmwareVersion.nullable(),
  features: DeviceFeatures,
  /** A region of before knows hardware only. */
  sample: SampleKind.default('firmware'),
  motionDetection: MotionDetection.nullable(),
});
export type FoundDevice = z.output<typeof FoundDevice>;

/** A release whose image exists. `percent` of the fleet is offered it; null: it was withdrawn, and its image goes. */
export const PublishedRelease = SignedManifest.extend({
  releaseId: ReleaseId,
  notes: ReleaseNotes,
  percent: z.union([z.literal(0), RollOutShare]).nullable(),
});
export type PublishedRelease = z.output<typeof PublishedRelease>;

/** What a product's region knows of it: whole state with a rising version; an older version is ignored. */
export const PublishedProduct = z.object({
  pid: Pid,
  version: z.int(),
  name: z.string(),
  activated: z.boolean(),
  lowestFirmware: FirmwareVersion.nullable(),
  stage: ProductStage,
  /** Browsers may be its cameras. */
  demonstration: z.boolean().default(false),
  /** Owners can buy: activated, and neither its maker nor the operator stopped it. */
  onSale: z.boolean(),
  /** What it sells of the region's catalogue; null: the catalogue's defaults. */
  planIds: z.array(PlanId).nullable(),
  /** Certificates, in PEM, of those whose certificates prove units of it. */
  deviceAuthorities: z.array(DeviceAuthorityPem).max(MOST_DEVICE_AUTHORITIES).default([]),
  /** A control of before says none. */
  releases: z.array(PublishedRelease).max(MOST_RELEASES).default([]),
});
export type PublishedProduct = z.output<typeof PublishedProduct>;

const application = z.object({ applicationId: ApplicationId });
const conformance = z.object({ conformanceId: ConformanceId });
const soak = z.object({ soakId: SoakId });

/** Control → region. Every operation may be repeated with the same effect. */
export const regionPlane = {
  isThere: op({
    method: 'GET',
    path: '/plane/v1/there',
    summary: 'Answered at once, whatever else there is to do',
    caller: 'plane',
    reply: z.object({}),
  }),
  findDevice: op({
    method: 'POST',
    path: '/plane/v1/find-device',
    summary: 'Find a device; pings it when asked',
    caller: 'plane',
    mayRepeat: true,
    body: z.object({ deviceId: z.string().max(64), ping: z.boolean() }),
    reply: z.object({
      found: FoundDevice.nullable(),
      /** The region can decode video: without it no run is started. */
      judge: z.boolean(),
    }),
  }),
  startRun: op({
    method: 'PUT',
    path: '/plane/v1/runs/:applicationId',
    summary: 'Start the region’s part of an application',
    caller: 'plane',
    params: application,
    body: z.object({
      ...{ deviceId: DeviceId, pid: Pid, pairedAt: Instant, accountId: AccountId, accountName: z.string() },
      /** Of a tester's device only: it may take so long until it sees something by itself. */
      waitMs: z.int().positive().max(86_400_000).optional(),
    }),
    reply: z.object({ started: z.boolean() }),
  }),
  endRun: op({
    method: 'POST',
    path: '/plane/v1/runs/:applicationId/end',
    summary: 'End a run: grant revoked, nothing accepted any more',
    caller: 'plane',
    mayRepeat: true,
    params: application,
    body: z.object({ reason: z.enum(['cancelled', 'failed', 'approved', 'superseded']) }),
    reply: z.object({}),
  }),
  repeatPreflight: op({
    method: 'POST',
    path: '/plane/v1/runs/:applicationId/preflight',
    summary: 'Ask the device for another test event, while the run is in `preflight`',
    caller: 'plane',
    params: application,
    reply: z.object({ test: z.int().positive() }),
  }),
  getRunFootage: op({
    method: 'GET',
    path: '/plane/v1/runs/:applicationId/footage',
    summary: 'Footage of a run under the privacy rule, for as long as its opener is in force',
    caller: 'plane',
    params: application,
    /** A control of before says none, while an update is under way. */
    query: z.object({ opener: Opener.optional() }),
    reply: z.object({
      state: z.enum(['none', 'visible', 'private', 'deleted']),
      snapshotUrl: z.string().nullable(),
      playlistUrl: z.string().nullable(),
      /** All of the clip as one file, as it was sent, without its encryption. A region of before says none. */
      clipUrl: z.string().nullable().optional(),
      expiresAt: Instant,
    }),
  }),
  publishProduct: op({
    method: 'PUT',
    path: '/plane/v1/products/:pid',
    summary: 'A product’s whole state',
    caller: 'plane',
    params: z.object({ pid: Pid }),
    body: PublishedProduct,
    reply: z.object({ version: z.int() }),
  }),
  putLicences: op({
    method: 'PUT',
    path: '/plane/v1/licences',
    summary: 'Replicate licences',
    caller: 'plane',
    body: z.object({ licences: z.array(PlaneLicence).max(1000) }),
    reply: z.object({}),
  }),
  listProductDevices: op({
    method: 'POST',
    path: '/plane/v1/devices',
    summary: 'Devices of products',
    caller: 'plane',
    mayRepeat: true,
    body: z.object({
      pids: z.array(Pid).max(500),
      accountId: AccountId,
      search: z.string().max(40).optional(),
      only: DeviceFilter.optional(),
      /** The last device of the page before. */
      after: z.object({ pairedAt: Instant, deviceId: DeviceId }).optional(),
      /** A control of before says none, while an update is under way, and shows all that it gets. */
      limit: z.int().min(1).max(1000).default(1000),
    }),
    reply: z.object({ items: z.array(MakerDevice) }),
  }),
  getMakerDevice: op({
    method: 'POST',
    path: '/plane/v1/device',
    summary: 'One paired device as an account sees it',
    caller: 'plane',
    mayRepeat: true,
    body: z.object({ deviceId: DeviceId, accountId: AccountId }),
    reply: z.object({ device: MakerDevice.nullable() }),
  }),
  getDeviceLog: op({
    method: 'POST',
    path: '/plane/v1/device-log',
    summary: 'A device’s log, as much of it as its owner lets the account see; its owner is told who looked',
    caller: 'plane',
    body: z.object({ deviceId: DeviceId, accountId: AccountId, accountName: z.string(), ...deviceLogQuery }),
    reply: DeviceLogPage.extend({
      /** The account's first in this hour. */
      isFirstLook: z.boolean(),
    }),
  }),
  redeemSupportCode: op({
    method: 'POST',
    path: '/plane/v1/device-log/support',
    summary:
      'Let an account read a device’s log by its owner’s code; null: no code of this device, or another account’s',
    caller: 'plane',
    body: z.object({ deviceId: DeviceId, accountId: AccountId, accountName: z.string(), code: SupportCode }),
    reply: z.object({ until: Instant.nullable() }),
  }),
  endPairing: op({
    method: 'POST',
    path: '/plane/v1/pairings/end',
    summary: 'End a pairing whose unit another one has',
    caller: 'plane',
    mayRepeat: true,
    body: z.object({ deviceId: DeviceId }),
    reply: z.object({}),
  }),
  renewClaims: op({
    method: 'POST',
    path: '/plane/v1/pairings/renew-claims',
    summary: 'Claim the units of all pairings anew: control may have forgotten some',
    caller: 'plane',
    reply: z.object({}),
  }),
  handOver: op({
    method: 'POST',
    path: '/plane/v1/pairings/hand-over',
    summary: 'End a pairing whose owner gave this code away; true also where it is over already',
    caller: 'plane',
    body: z.object({ deviceId: DeviceId, code: z.string().max(100) }),
    reply: z.object({ ended: z.boolean() }),
  }),
  countFirmware: op({
    method: 'POST',
    path: '/plane/v1/firmware',
    summary: 'Units of a product by firmware version, and how many of them are online',
    caller: 'plane',
    mayRepeat: true,
    body: z.object({ pid: Pid }),
    reply: z.object({
      items: z.array(z.object({ firmware: FirmwareVersion, units: z.int(), online: z.int().default(0) })),
    }),
  }),
  countUpdates: op({
    method: 'POST',
    path: '/plane/v1/firmware/updates',
    summary: 'Units of a product by what they said last of each release',
    caller: 'plane',
    body: z.object({ pid: Pid }),
    reply: z.object({ items: z.array(UpdateCounts.extend({ releaseId: ReleaseId })) }),
  }),
  countUploads: op({
    method: 'POST',
    path: '/plane/v1/firmware/uploads',
    summary: 'How the uploads of units that took a release arrive, and those of the others',
    caller: 'plane',
    body: z.object({ pid: Pid, releaseId: ReleaseId }),
    reply: ReleaseUploads,
  }),
  countArrivals: op({
    method: 'POST',
    path: '/plane/v1/firmware/arrivals',
    summary: 'How the events of a product came in the last week, by day and by the firmware that recorded them',
    caller: 'plane',
    body: z.object({ pid: Pid }),
    reply: z.object({
      items: z.array(
        z.object({
          firmware: FirmwareVersion,
          day: z.iso.date(),
          opened: z.int(),
          arrived: z.int(),
          /** Events by the time until they could be watched, between the edges that core names. */
          playable: z.array(z.int()),
        }),
      ),
    }),
  }),
  redeemTesterCode: op({
    method: 'POST',
    path: '/plane/v1/tester-links',
    summary: 'Link an owner as tester by one-time code',
    caller: 'plane',
    body: z.object({ code: z.string().max(40), accountId: AccountId, accountName: z.string() }),
    reply: z.object({ linked: z.object({ linkId: z.string(), ownerName: z.string() }).nullable() }),
  }),
  removeTesterLink: op({
    method: 'POST',
    path: '/plane/v1/tester-links/remove',
    summary: 'Unlink a tester',
    caller: 'plane',
    body: z.object({ linkId: z.string().max(40), accountId: AccountId }),
    reply: z.object({}),
  }),
  enableMotionDetection: op({
    method: 'POST',
    path: '/plane/v1/motion-detection',
    summary: 'Switch motion detection on, on a linked tester’s device',
    caller: 'plane',
    body: z.object({ deviceId: DeviceId, accountId: AccountId }),
    reply: z.object({ device: MakerDevice }),
  }),
  startConformance: op({
    method: 'PUT',
    path: '/plane/v1/conformance/:conformanceId',
    summary: 'Start the extended test of a linked tester’s device',
    caller: 'plane',
    params: conformance,
    body: z.object({ deviceId: DeviceId, pid: Pid, accountId: AccountId, items: z.array(ItemName).min(1) }),
    reply: z.object({ started: z.boolean() }),
  }),
  endConformance: op({
    method: 'POST',
    path: '/plane/v1/conformance/:conformanceId/end',
    summary: 'End an extended test; the device’s settings are put back',
    caller: 'plane',
    mayRepeat: true,
    params: conformance,
    reply: z.object({}),
  }),
  startSoak: op({
    method: 'PUT',
    path: '/plane/v1/soaks/:soakId',
    summary: 'Watch a linked tester’s device for 24 hours',
    caller: 'plane',
    params: soak,
    body: z.object({ deviceId: DeviceId, pid: Pid, accountId: AccountId }),
    reply: z.object({ sleepy: z.boolean() }),
  }),
  endSoak: op({
    method: 'POST',
    path: '/plane/v1/soaks/:soakId/end',
    summary: 'End a soak before its day is over',
    caller: 'plane',
    mayRepeat: true,
    params: soak,
    reply: z.object({}),
  }),
};
