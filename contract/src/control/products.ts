import { z } from 'zod';
import { DeviceAuthority, PastedAuthority } from '../device-authority.ts';
import { ApplicationId, DeviceId, FirmwareVersion, Instant, Pid, Region, Uuid } from '../ids.ts';
import { op, page, pageQuery, wholePageQuery } from '../kit/op.ts';
import { SampleKind } from '../sample-kind.ts';
import { Role } from './roles.ts';

export const Activation = z
  .object({
    activatedAt: Instant,
    applicationId: ApplicationId,
    deviceId: DeviceId,
    /** The sample's version: what the factory should ship at least. */
    firmware: FirmwareVersion,
    /** What the sample was: by a browser’s camera nothing is sold. */
    sample: SampleKind,
    /** Regions that have not confirmed it yet. */
    lagging: z.array(Region),
  })
  .meta({ id: 'Activation' });

export const Product = z
  .object({
    pid: Pid,
    name: z.string(),
    createdAt: Instant,
    /** `owner`, or the role another account gave on this PID. */
    role: z.union([z.literal('owner'), Role]),
    /** The account whose product it is. */
    ownerName: z.string(),
    stage: z.enum(['debug', 'released']),
    /** 演示: browsers may be its cameras. Said when it was created, and never changed. A server of before does not say it. */
    demonstration: z.boolean().default(false),
    licences: z.number().int(),
    devices: z.number().int().nullable(),
    activation: Activation.nullable(),
  })
  .meta({ id: 'Product' });
export type Product = z.output<typeof Product>;

/** `paired`: a unit with it is bound to an owner now. `revoked` stands before that. */
export const LicenceState = z.enum(['unused', 'paired', 'revoked']);
export type LicenceState = z.output<typeof LicenceState>;

const Licence = z
  .object({
    uuid: Uuid,
    pid: Pid,
    issuedAt: Instant,
    batch: z.string(),
    state: LicenceState,
    /** Where the unit is paired, also one whose licence is revoked; null: nowhere. */
    pairedIn: Region.nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'Licence' });

export const Presence = z.enum(['online', 'offline', 'dormant']);
export type Presence = z.output<typeof Presence>;

/** How a device says its motion detection is set. */
export const MotionDetection = z
  .object({
    enabled: z.boolean(),
    sensitivity: z.enum(['low', 'medium', 'high']),
    /** null: all day. Minutes after midnight, device time. */
    schedule: z.object({ from: z.number().int().min(0).max(1439), to: z.number().int().min(0).max(1439) }).nullable(),
  })
  .meta({ id: 'MotionDetection' });
export type MotionDetection = z.output<typeof MotionDetection>;

export const MakerDevice = z
  .object({
    deviceId: DeviceId,
    uuid: Uuid,
    pid: Pid,
    region: Region,
    presence: Presence,
    firmware: FirmwareVersion.nullable(),
    /** A region of before knows hardware only. */
    sample: SampleKind.default('firmware'),
    /** Null of a customer's device, too, unless its owner shows the account its log. */
    lastSeenAt: Instant.nullable(),
    pairedAt: Instant,
    /** Its owner is linked as this account's tester. */
    tester: z.boolean(),
    motionDetection: MotionDetection.nullable(),
  })
  .meta({ id: 'MakerDevice' });

/** `to_verify`: there now, of products without the service. `testers`: of owners linked as the account's testers. */
export const DeviceFilter = z.enum(['to_verify', 'testers']);
export type DeviceFilter = z.output<typeof DeviceFilter>;

const Tester = z
  .object({ id: z.string(), region: Region, ownerName: z.string(), linkedAt: Instant })
  .meta({ id: 'Tester' });

const pid = z.object({ pid: Pid });

export const products = {
  createProduct: op({
    method: 'POST',
    path: '/api/v1/products',
    summary: 'Create a product (PID); of a demonstration browsers may be cameras',
    caller: 'maker',
    body: z.object({ name: z.string().trim().min(1).max(80), demonstration: z.boolean().default(false) }),
    reply: Product,
    status: 201,
  }),
  listProducts: op({
    method: 'GET',
    path: '/api/v1/products',
    summary: 'Products of the account and those it is authorised on',
    caller: 'maker',
    query: z.object({ ...pageQuery, search: z.string().max(80).optional() }),
    reply: page(Product),
  }),
  getProduct: op({
    method: 'GET',
    path: '/api/v1/products/:pid',
    summary: 'One product',
    caller: 'maker',
    params: pid,
    reply: Product,
  }),

  issueLicences: op({
    method: 'POST',
    path: '/api/v1/products/:pid/licences',
    summary: 'Issue UUID + AuthKey pairs; the AuthKeys are shown once',
    caller: 'maker',
    params: pid,
    body: z.object({ count: z.int().min(1).max(1000) }),
    reply: z.object({ batch: z.string(), licences: z.array(z.object({ uuid: Uuid, authKey: z.string() })) }),
    status: 201,
  }),
  listLicences: op({
    method: 'GET',
    path: '/api/v1/products/:pid/licences',
    summary: 'Licences issued for a product, without AuthKeys',
    caller: 'maker',
    params: pid,
    query: z.object({ ...pageQuery, state: LicenceState.optional() }),
    reply: page(Licence),
  }),
  revokeLicences: op({
    method: 'POST',
    path: '/api/v1/products/:pid/licences/revoke',
    summary: 'Revoke licences for good: no unit pairs with them or gets a token any more',
    caller: 'maker',
    params: pid,
    body: z.object({ uuids: z.array(Uuid).min(1).max(1000) }),
    reply: z.object({
      /** Revoked by this call: the others were before. */
      revoked: z.int(),
      /** Of all that were named, units that are paired: their owners keep recordings and purchases. */
      paired: z.int(),
    }),
  }),

  listDeviceAuthorities: op({
    method: 'GET',
    path: '/api/v1/products/:pid/device-authorities',
    summary: 'Authorities of the maker whose certificates prove units of a product at the token call',
    caller: 'maker',
    params: pid,
    reply: z.object({ items: z.array(DeviceAuthority) }),
  }),
  addDeviceAuthority: op({
    method: 'POST',
    path: '/api/v1/products/:pid/device-authorities',
    summary: 'Let an authority of the maker vouch for units of a product; one that does so already stays as it is',
    caller: 'maker',
    params: pid,
    body: z.object({ certificate: PastedAuthority }),
    reply: DeviceAuthority,
    status: 201,
  }),
  removeDeviceAuthority: op({
    method: 'DELETE',
    path: '/api/v1/products/:pid/device-authorities/:fingerprint',
    summary: 'Let an authority vouch for units no more: tokens that were got live on for an hour at most',
    caller: 'maker',
    params: pid.extend({ fingerprint: z.string().regex(/^[0-9a-f]{64}$/) }),
    reply: z.object({}),
  }),

  listDevices: op({
    method: 'GET',
    path: '/api/v1/devices',
    summary: 'Paired devices of the account’s products, from all regions, the newest pairing first',
    caller: 'maker',
    query: z.object({
      ...wholePageQuery,
      pid: Pid.optional(),
      search: z.string().max(40).optional(),
      only: DeviceFilter.optional(),
    }),
    reply: page(MakerDevice).extend({ unreachable: z.array(Region) }),
  }),
  enableMotionDetection: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/motion-detection',
    summary: 'Switch motion detection on: all day, high sensitivity (linked testers’ devices only)',
    caller: 'maker',
    params: z.object({ deviceId: DeviceId }),
    reply: MakerDevice,
  }),

  linkTester: op({
    method: 'POST',
    path: '/api/v1/testers',
    summary: 'Link an app account as tester with its one-time code',
    caller: 'maker',
    body: z.object({ code: z.string().trim().min(1).max(40) }),
    reply: Tester,
    status: 201,
  }),
  listTesters: op({
    method: 'GET',
    path: '/api/v1/testers',
    summary: 'App accounts linked as testers',
    caller: 'maker',
    query: z.object(pageQuery),
    reply: page(Tester),
  }),
  unlinkTester: op({
    method: 'DELETE',
    path: '/api/v1/testers/:id',
    summary: 'Unlink a tester',
    caller: 'maker',
    params: z.object({ id: z.string().max(40) }),
    reply: z.object({}),
  }),
};
