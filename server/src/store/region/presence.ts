import type { DeviceId, FirmwareVersion, MotionDetection, Presence } from '@kaitong/contract';
import type { Hold } from '@kaitong/core';
import type { Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';
import type { DeviceTable } from './devices.ts';

/** What a device said of itself. */
type SaidColumns = {
  firmware: FirmwareVersion | null;
  sleepy: boolean;
  probe: boolean;
  simulate: Generated<boolean>;
  motion_detection: MotionDetection | null;
  privacy_mode: Generated<boolean>;
};

/** Whether a device is there, and what it said of itself. One row for each device, written by the room `presence` alone. */
export type DevicePresenceTable = SaidColumns & {
  device_id: DeviceId;
  presence: Generated<Presence>;
  /** The last sign of life that was written; of a device that is watched the view says `kaitong_now()`. */
  seen_at: StampOrNull;
  /** The newest connection under the bare device id; all four are null before the first. */
  connection: Generated<string | null>;
  connection_order: Generated<number | null>;
  broker: Generated<string | null>;
  hold: Generated<Hold | null>;
  /** Of that connection its broker says when it ends, within 75 s of its last packet. */
  watched: Generated<boolean>;
  /** Where the last status that was taken stands among others; null: none since the newest connection came. */
  session: Generated<number | null>;
  sequence: Generated<number | null>;
  said_at: StampOrNull;
  /** What is left of the connections that it may make; null: all. */
  connects_left_ms: Generated<number | null>;
  connects_at: StampOrNull;
};

/** A broker process that is alive; what it held is not there any more once its lease has ended. */
export type BrokerLeaseTable = {
  broker: string;
  renewed_at: GeneratedStamp;
  /** Since when it is asked whether it is still there; null: it answered. */
  asked_at: StampOrNull;
};

/** A line of a device at a broker that is not ours: who came in, with which token, and the connection that it made. */
export type FarLineTable = {
  device_id: DeviceId;
  client_id: string;
  token_expires_at: Date;
  entered_at: GeneratedStamp;
  /** As the broker calls it; null until it tells of it, and when it has ended. */
  connection: string | null;
  /** The lease of the node that holds it. */
  broker: string | null;
  /** Somebody was let in since the connection was told of. */
  is_awaited: Generated<boolean>;
  /** When the connection ended, where another is awaited in its place. */
  left_at: StampOrNull;
};

/** A view: a device as it was paired, with what is known of it now. */
export type DeviceNowView = Pick<
  DeviceTable,
  | 'device_id'
  | 'kind'
  | 'uuid'
  | 'pid'
  | 'owner_id'
  | 'name'
  | 'paired_at'
  | 'removed_at'
  | 'verification_footage_allowed'
  | 'claim_kind'
  | 'claim'
  | 'ended'
  | 'sample'
> &
  SaidColumns &
  Pick<DevicePresenceTable, 'presence' | 'seen_at'>;

export type PresenceTables = {
  device_presence: DevicePresenceTable;
  broker_lease: BrokerLeaseTable;
  far_line: FarLineTable;
  device_now: DeviceNowView;
};

export const presenceMigrations: Migrations = {
  '0500_device_presence': `
    CREATE TABLE device_presence (
      device_id text PRIMARY KEY REFERENCES device,
      presence text NOT NULL DEFAULT 'offline' CHECK (presence IN ('online', 'offline', 'dormant')),
      seen_at timestamptz,
      connection text,
      connection_order bigint,
      broker text,
      hold text CHECK (hold IN ('there', 'lapsed', 'gone')),
      session bigint,
      sequence bigint,
      said_at timestamptz,
      firmware text,
      sleepy boolean NOT NULL,
      probe boolean NOT NULL,
      simulate boolean NOT NULL DEFAULT false,
      motion_detection jsonb,
      privacy_mode boolean NOT NULL DEFAULT false,
      connects_left_ms int,
      connects_at timestamptz
    );
    INSERT INTO device_presence (device_id, presence, seen_at, session, sequence, said_at,
      firmware, sleepy, probe, simulate, motion_detection, privacy_mode)
    SELECT device_id, presence, seen_at, nullif(session, -1), nullif(sequence, -1), CASE WHEN session >= 0 THEN seen_at END,
      firmware, sleepy, probe, simulate, motion_detection, privacy_mode
    FROM device;
    CREATE INDEX device_presence_silent ON device_presence (presence, seen_at) WHERE presence <> 'offline';
    CREATE INDEX device_presence_held ON device_presence (broker) WHERE hold = 'there';
    ALTER TABLE device
      DROP COLUMN presence, DROP COLUMN session, DROP COLUMN sequence, DROP COLUMN seen_at, DROP COLUMN firmware,
      DROP COLUMN sleepy, DROP COLUMN probe, DROP COLUMN simulate, DROP COLUMN motion_detection, DROP COLUMN privacy_mode;
    CREATE VIEW device_now AS
      SELECT d.device_id, d.uuid, d.pid, d.owner_id, d.name, d.paired_at, d.removed_at, d.verification_footage_allowed,
        p.presence, p.seen_at, p.firmware, p.sleepy, p.probe, p.simulate, p.motion_detection, p.privacy_mode
      FROM device AS d JOIN device_presence AS p USING (device_id);
    CREATE TABLE broker_lease (
      broker text PRIMARY KEY,
      renewed_at timestamptz NOT NULL DEFAULT kaitong_now(),
      asked_at timestamptz
    );
  `,
  '1230_far_line': `
    CREATE TABLE far_line (
      device_id text NOT NULL REFERENCES device ON DELETE CASCADE,
      client_id text NOT NULL,
      token_expires_at timestamptz NOT NULL,
      entered_at timestamptz NOT NULL DEFAULT kaitong_now(),
      connection text,
      broker text,
      PRIMARY KEY (device_id, client_id)
    );
    CREATE INDEX far_line_expiry ON far_line (token_expires_at) WHERE connection IS NOT NULL;
    CREATE INDEX far_line_left ON far_line (token_expires_at) WHERE connection IS NULL;
    CREATE INDEX far_line_held ON far_line (broker) WHERE connection IS NOT NULL;
  `,
  '1231_far_line_replaced': `
    ALTER TABLE far_line ADD COLUMN is_awaited boolean NOT NULL DEFAULT false, ADD COLUMN left_at timestamptz;
    CREATE INDEX far_line_replaced ON far_line (entered_at) WHERE left_at IS NOT NULL;
  `,
  '1280_watched_lines': `
    ALTER TABLE device_presence ADD COLUMN watched boolean NOT NULL DEFAULT false;
    CREATE INDEX device_presence_unwatched ON device_presence (presence, seen_at)
      WHERE presence <> 'offline' AND NOT (watched AND hold = 'there');
    DROP INDEX device_presence_silent;
    CREATE OR REPLACE VIEW device_now AS
      SELECT d.device_id, d.uuid, d.pid, d.owner_id, d.name, d.paired_at, d.removed_at, d.verification_footage_allowed,
        p.presence, CASE WHEN p.watched AND p.hold = 'there' AND p.presence = 'online' THEN kaitong_now() ELSE p.seen_at END AS seen_at,
        p.firmware, p.sleepy, p.probe, p.simulate, p.motion_detection, p.privacy_mode,
        d.claim_kind, d.claim, d.ended, d.kind, d.sample
      FROM device AS d JOIN device_presence AS p USING (device_id);
  `,
};
