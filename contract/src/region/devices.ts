import { z } from 'zod';
import { EventType } from '../activation/steps.ts';
import { Fingerprint } from '../authority.ts';
import { EventDeclaration, LAST_OBJECT, ObjectDeclaration } from '../checks/index.ts';
import { days } from '../durations.ts';
import { DeviceId, EventId, FirmwareVersion, Instant, Region, Uuid } from '../ids.ts';
import { op } from '../kit/op.ts';
import { Refusal } from '../problems/problem.ts';
import { SaidInstant } from '../said-instant.ts';
import { SampleKind } from '../sample-kind.ts';

/** 32 bytes in lower-case hex: an HMAC-SHA256, a SHA-256. */
const proof = z.string().regex(/^[0-9a-f]{64}$/);

/** What a device says it can do. */
export const DeviceFeatures = z
  .object({
    /** Battery camera: sleeps between events and answers when woken. */
    sleepy: z.boolean().default(false),
    /** Can record and upload a test event on command. */
    probe: z.boolean().default(false),
    /** Takes motion that it is told of as its sensor’s own. */
    simulate: z.boolean().default(false),
  })
  .meta({ id: 'DeviceFeatures' });
export type DeviceFeatures = z.output<typeof DeviceFeatures>;

/**
 * What stands in the pairing QR code, as JSON text. `v`: protocol version; `u`: the region's address; `t`: the token;
 * `ca`: the SHA-256 of the certificate at `authorityPath` of that address, where no camera trusts the server by itself.
 */
export const PairingText = z.object({
  v: z.literal(1),
  u: z.url(),
  t: z.string().max(100),
  ca: Fingerprint.optional(),
});
export type PairingText = z.output<typeof PairingText>;

export const UploadTarget = z
  .object({
    n: z.int(),
    /** `stored`: these bytes are here already, commit without a PUT. */
    state: z.enum(['waiting', 'stored', 'committed']),
    method: z.literal('PUT'),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    expiresAt: Instant,
  })
  .meta({ id: 'UploadTarget' });
export type UploadTarget = z.output<typeof UploadTarget>;

export const OpenedEvent = z
  .object({
    eventId: EventId,
    state: z.enum(['open', 'closed']),
    /** AES-128 key of the event, 32 hex digits; null for `encryption: none`. */
    key: z.string().nullable(),
    targets: z.array(UploadTarget),
    /** The device should close the event when it has this much; null: up to five minutes. */
    maxFootageMs: z.int().nullable(),
    serverTime: Instant,
  })
  .meta({ id: 'OpenedEvent' });

/**
 * What a device may record to the cloud: the grant of a subscription. `version` rises; an older one is ignored. Events
 * are uploaded whatever the device's own motion-alarm switch says.
 */
export const RecordingGrant = z
  .object({
    version: z.int(),
    recording: z.enum(['none', 'event', 'continuous']),
    /** It ends by itself then; null: nothing is granted. */
    until: Instant.nullable(),
    maxEventMs: z.int(),
    maxPreRecordMs: z.int(),
    minContinuousSegmentMs: z.int(),
    /**
     * With `continuous`: how long its segments are wished to be. Longer ones cost the platform less, and shorter ones down to
     * `minContinuousSegmentMs` are taken all the same. Absent: those.
     */
    segmentSeconds: z.int().positive().optional(),
  })
  .meta({ id: 'RecordingGrant' });
export type RecordingGrant = z.output<typeof RecordingGrant>;

export const OpenEvent = z
  .object({
    /** The device's own id: repeating it gives the same event. */
    deviceEventId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
    type: EventType,
    startedAt: SaidInstant,
    /** How long ago the event began by the device's monotonic clock; used when its wall clock is wrong. */
    ageMs: z.int().min(0),
    /** How much of the footage lies before `startedAt`; left out, nothing is said about it. */
    preRecordMs: z.int().min(0).max(10_000).optional(),
    declaration: EventDeclaration,
    firmware: FirmwareVersion,
    /** SHA-256 of the firmware image, where the device knows it: the certificate names it beside the version. */
    firmwareSha256: proof.optional(),
    /** The grant's nonce, during a verification. */
    nonce: z.string().max(100).optional(),
    /** The probe command's id, when the event answers one. */
    probeId: z.string().max(40).optional(),
    /** First objects, where they are known already. */
    objects: z.array(ObjectDeclaration).max(4).default([]),
  })
  .meta({ id: 'OpenEvent' });

const eventId = z.object({ eventId: EventId });

export const devices = {
  pairDevice: op({
    method: 'POST',
    path: '/device/v1/pair',
    summary: 'Pair: token + UUID + proof of AuthKey → device id and secret',
    caller: 'public',
    body: z.object({
      token: z.string().max(100),
      uuid: Uuid,
      proof,
      firmware: FirmwareVersion,
      features: DeviceFeatures.default({ sleepy: false, probe: false, simulate: false }),
      /** What pairs. Hardware need not say so. */
      sample: SampleKind.default('firmware'),
    }),
    reply: z.object({
      deviceId: DeviceId,
      secret: z.string(),
      region: Region,
      mqttUrl: z.string(),
      serverTime: Instant,
    }),
    status: 201,
  }),
  getChallenge: op({
    method: 'POST',
    path: '/device/v1/challenge',
    summary: 'A challenge to prove the device secret with, 60 s',
    caller: 'public',
    body: z.object({ deviceId: DeviceId }),
    reply: z.object({
      challenge: z.string(),
      serverTime: Instant,
      /** Where a unit with a certificate of its own takes its token instead; absent: nowhere. */
      certificateUrl: z.string().optional(),
    }),
  }),
  getToken: op({
    method: 'POST',
    path: '/device/v1/token',
    summary: 'Proof of the secret, or a certificate of the unit → token for MQTT and HTTP',
    caller: 'public',
    body: z.object({
      deviceId: DeviceId,
      challenge: z.string().max(300),
      /** Left out where the unit shows a certificate. */
      proof: proof.optional(),
      /** A shorter life than the usual hour, to try how the firmware renews its token. */
      lifeSeconds: z.int().min(2).max(3600).optional(),
    }),
    reply: z.object({
      token: z.string(),
      expiresAt: Instant,
      mqttUrl: z.string(),
      serverTime: Instant,
      /** How long a status may be the last one with a keep alive of 50 s or less; absent: 75 s. */
      statusSeconds: z.int().positive().optional(),
    }),
  }),

  getRecordingGrant: op({
    method: 'GET',
    path: '/device/v1/recording-grant',
    summary: 'What the subscription lets the device record now; asked at every start and when the line is back',
    caller: 'device',
    reply: RecordingGrant,
  }),
  openEvent: op({
    method: 'POST',
    path: '/device/v1/events',
    summary: 'Open an event; repeating the device event id gives the same one',
    caller: 'device',
    body: OpenEvent,
    reply: OpenedEvent,
    status: 201,
  }),
  declareObject: op({
    method: 'POST',
    path: '/device/v1/events/:eventId/objects',
    summary: 'Declare an object → upload target',
    caller: 'device',
    params: eventId,
    body: ObjectDeclaration,
    reply: UploadTarget,
    status: 201,
  }),
  commitObject: op({
    method: 'POST',
    path: '/device/v1/events/:eventId/objects/:n/commit',
    summary: 'Commit a stored object; may declare the next one',
    caller: 'device',
    params: eventId.extend({ n: z.coerce.number().int().min(0).max(LAST_OBJECT) }),
    body: z.object({ next: ObjectDeclaration.optional() }).default({}),
    reply: z.object({
      next: UploadTarget.nullable(),
      /** Why `next` is null though it was asked for: the commit counts all the same. */
      refused: Refusal.optional(),
    }),
  }),
  closeEvent: op({
    method: 'POST',
    path: '/device/v1/events/:eventId/close',
    summary: 'Close an event',
    caller: 'device',
    params: eventId,
    body: z.object({
      objects: z
        .int()
        .min(0)
        .max(LAST_OBJECT + 1),
      durationMs: z.int().min(0).max(days(1)),
      firmware: FirmwareVersion,
    }),
    reply: z.object({ eventId: EventId, state: z.literal('closed') }),
  }),
};
