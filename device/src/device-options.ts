import type { Command, DeviceFeatures, Duration, EventType, MotionDetection, RecordingGrant } from '@kaitong/contract';
import type { EventDeclaration } from '@kaitong/contract/checks';
import type { Updating } from './firmware/updates.ts';
import type { Grant } from './grants.ts';
import type { Credentials } from './pairing.ts';
import type { Clock, Fetch, Storage } from './ports.ts';
import type { Spool } from './recording/spool.ts';
import type { RegionPort } from './region-client.ts';
import type { ConnectionPort } from './session/connection.ts';
import type { SessionState } from './session/session.ts';
import type { Seal } from './upload/seal.ts';

/** What the owner can switch, as the platform is told with every status. `motionDetection` null: the camera has none. */
export type DeviceSettings = { motionDetection: MotionDetection | null; privacyMode: boolean };

/**
 * What the camera does when the platform or the connection says something. All are optional, and none may take long: the
 * answer to a command goes out when its hook is through. What a hook throws refuses its command, with the error's message.
 */
export type DeviceHooks = {
  onState?(state: SessionState): void;
  /** What the owner's subscription lets the device record from now on; undefined: nothing. */
  onRecordingGrant?(grant: RecordingGrant | undefined): void;
  /** Permission for a verification: the next event of its own goes up. */
  onGrant?(grant: Grant): void;
  /** The verification is over; an upload that runs under its grant ends by itself. */
  onRevoke?(nonce: string): void;
  /** Record and upload a test event at once. Return false where that is impossible now. Needs `features.probe`. */
  onProbe?(command: Command<'probe'>): boolean;
  /** Take it as if the sensor had reported motion for `motionMs`. Needs `features.simulate`. */
  onSimulate?(command: Command<'simulate'>): void;
  /** Apply the settings: once this is through they are reported as in force. */
  onSettings?(change: Partial<DeviceSettings>): Promise<void> | void;
  /** The owner removed the device: forget the credentials, once the answer had a moment to go out. */
  onUnpaired?(): void;
};

/** A certificate of the unit's own with those between it and the maker's authority, and its key; both in PEM. */
export type UnitCertificate = { cert: string; key: string };

/** What a device is made of. From `storage` on: the ports, with which a camera of another make replaces ours. */
export type DeviceOptions = {
  /** As `pairDevice` gave them. */
  credentials: Credentials;
  /** Proves the unit at a region that asks for it, in place of the secret; the secret does by default. */
  certificate?: UnitCertificate;
  /** `major.minor.patch`; anything else throws. */
  firmware: string;
  /** SHA-256 of the firmware image in hex, where the camera knows it: the certificate names it. */
  firmwareSha256?: string;
  /** What it can do beside the usual; nothing by default. */
  features?: Partial<DeviceFeatures>;
  /** How it is set when it starts. */
  settings?: Partial<DeviceSettings>;
  /** Installs what the maker releases; by default the camera never asks. */
  updating?: Updating;
  hooks?: DeviceHooks;
  /** How long an upload goes on trying without an uplink; two minutes by default. */
  giveUpAfter?: Duration;
  /** Keeps the session number and the recording grant over restarts; by default they are lost. */
  storage?: Storage;
  /** Where recordings wait for the uplink; in memory by default. */
  spool?: Spool;
  clock?: Clock;
  /** For the PUTs, and for the region's operations where `region` is not given. */
  fetch?: Fetch;
  /** For the region's operations; JSON over `fetch` by default. */
  region?: RegionPort;
  /** For MQTT; MQTT.js by default. */
  connect?: ConnectionPort;
  /** Encrypts what goes up: where the chip has an AES engine, it does. In software by default. */
  seal?: Seal;
  /** From 0 to below 1: spreads what many cameras would do at once. */
  random?: () => number;
};

export type EventRequest = {
  type: EventType;
  /** What the footage will be; what differs from it fails a verification. */
  declaration: EventDeclaration;
  /** When the event was triggered: milliseconds on the device's monotonic clock. */
  startedAt: number;
  /** How much of the footage lies before that: milliseconds, 0 to 10,000. */
  preRecordMs?: number;
  /** Repeat it after a restart to go on with the same event. A new one by default. */
  deviceEventId?: string;
  /** The command's, for a test event that it asked for. */
  probeId?: string;
  /** The grant's by default. */
  nonce?: string;
};
