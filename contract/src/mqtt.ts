import { z } from 'zod';
import { MotionDetection } from './control/products.ts';
import { minutes } from './durations.ts';
import { FirmwareVersion, Instant } from './ids.ts';
import { DeviceFeatures, RecordingGrant } from './region/devices.ts';

// MQTT 3.1.1, QoS 1, nothing retained. A message may come twice: `id` tells. Payloads are JSON, at most 8 kB.
export const MAX_PAYLOAD_BYTES = 8192;

export const upTopic = (deviceId: string, kind: UpKind): string => `kt/d/${deviceId}/up/${kind}`;
export const downTopic = (deviceId: string, command: CommandName): string => `kt/d/${deviceId}/down/${command}`;
/** What a device subscribes to. */
export const downFilter = (deviceId: string): string => `kt/d/${deviceId}/down/+`;

/** How long a status may be the last one, where a broker tells of connections and the keep alive is 50 s or less. */
export const STATUS_EVERY = minutes(10);

export type UpKind = 'status' | 'reply';
const messageId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);

/** Birth, heartbeat, change, goodbye and will. (session, sequence) order statuses among themselves and nothing else. */
export const StatusMessage = z
  .object({
    id: messageId,
    /** Rises with every start or connection of the device, e.g. its start time in seconds. */
    session: z.int().min(0),
    /** Rises within a session; the will carries the highest possible number. */
    sequence: z.int().min(0),
    state: z.enum(['online', 'offline', 'dormant']),
    firmware: FirmwareVersion,
    features: DeviceFeatures.default({ sleepy: false, probe: false, simulate: false }),
    motionDetection: MotionDetection.nullable().default(null),
    privacyMode: z.boolean().default(false),
  })
  .meta({ id: 'StatusMessage' });
export type StatusMessage = z.output<typeof StatusMessage>;

/** The device's answer to a command. */
export const ReplyMessage = z
  .object({
    id: messageId,
    ok: z.boolean(),
    reason: z.string().max(200).optional(),
    firmware: FirmwareVersion.optional(),
  })
  .meta({ id: 'ReplyMessage' });
export type ReplyMessage = z.output<typeof ReplyMessage>;

const command = { id: messageId };

/** Commands by name: the last part of the topic. Never carries keys: brokers keep queues. */
export const commands = {
  ping: z.object(command).meta({ id: 'PingCommand' }),
  /** Permission to upload one event, verification only: at most `maxFootageMs` of footage, until `expiresAt`. */
  grant: z
    .object({ ...command, nonce: z.string(), maxFootageMs: z.int(), expiresAt: Instant })
    .meta({ id: 'GrantCommand' }),
  revoke: z.object({ ...command, nonce: z.string() }).meta({ id: 'RevokeCommand' }),
  /**
   * Record and upload a test event at once; it carries `probeId` and this command's own `nonce`, good until `expiresAt`. The
   * next one takes its place.
   */
  probe: z
    .object({ ...command, probeId: z.string(), nonce: z.string(), expiresAt: Instant.optional() })
    .meta({ id: 'ProbeCommand' }),
  /**
   * Take it as if the sensor had reported motion for so long, from now on. Switches, schedules, privacy and grants decide
   * what becomes of it as they do of real motion; the reply only says that it was taken.
   * `light`: as if it were night meanwhile, with all that the sensor does then; a camera that cannot do that leaves it, and
   * is not wrong.
   */
  simulate: z
    .object({ ...command, motionMs: z.int().min(0).max(120_000), light: z.enum(['day', 'night']).optional() })
    .meta({ id: 'SimulateCommand' }),
  settings: z
    .object({ ...command, motionDetection: MotionDetection.optional(), privacyMode: z.boolean().optional() })
    .meta({ id: 'SettingsCommand' }),
  /** What the owner's subscription lets the device record from now on. A version below the last one heard is ignored. */
  record: RecordingGrant.extend(command).meta({ id: 'RecordCommand' }),
  /** There may be firmware for it: ask for the offer now. Sent to cameras that have asked before. */
  update: z.object(command).meta({ id: 'UpdateCommand' }),
  /** The owner removed the device: forget id and secret. */
  unpair: z.object(command).meta({ id: 'UnpairCommand' }),
} as const;
export type CommandName = keyof typeof commands;
export type Command<Name extends CommandName> = z.output<(typeof commands)[Name]>;
