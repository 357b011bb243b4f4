import type { DeviceId, Pid, ReleaseId, UpdateReport } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

export type FirmwareTables = {
  /** An image that is, or is being, fetched from control. */
  firmware_image: {
    release_id: ReleaseId;
    /** It is in the object store, whole and with the hash that its maker signed. */
    stored: Generated<boolean>;
  };
  /** What was fetched so far of an image that is not whole yet. */
  firmware_part: { release_id: ReleaseId; n: number; bytes: Buffer };
  /** Cameras that ask for offers: they are told when there may be one. */
  firmware_asker: { pid: Pid; device_id: DeviceId };
  /** Where telling a product's cameras has come to: those up to this one have been told. */
  firmware_call: { pid: Pid; after: string };
  /** Until when a device is offered nothing of a release, as its owner chose. */
  firmware_hold: {
    device_id: DeviceId;
    release_id: ReleaseId;
    until: Stamp /** The first of its hours was chosen then. */;
    since: Generated<Stamp>;
  };
  /** A release that a device was offered, and what it said of it last. */
  firmware_update: {
    device_id: DeviceId;
    release_id: ReleaseId;
    /** What it ran when it was offered the release first. */
    from_firmware: string;
    offered_at: Stamp;
    attempt: number | null;
    report: UpdateReport | null;
    reason: string | null;
    reported_at: StampOrNull;
  };
};

export const firmwareMigrations: Migrations = {
  '1140_firmware': `
    ALTER TABLE product ADD COLUMN releases jsonb NOT NULL DEFAULT '[]';
    CREATE TABLE firmware_image (release_id text PRIMARY KEY, stored boolean NOT NULL DEFAULT false);
    CREATE TABLE firmware_part (
      release_id text NOT NULL REFERENCES firmware_image ON DELETE CASCADE,
      n int NOT NULL,
      bytes bytea NOT NULL,
      PRIMARY KEY (release_id, n)
    );
    -- Images are compressed already: to try it again costs time and gains nothing.
    ALTER TABLE firmware_part ALTER COLUMN bytes SET STORAGE EXTERNAL;
    CREATE TABLE firmware_update (
      device_id text NOT NULL,
      release_id text NOT NULL,
      from_firmware text NOT NULL,
      offered_at timestamptz NOT NULL,
      attempt int,
      report text CHECK (report IN ('downloading', 'failed', 'installed', 'rolled_back')),
      reason text,
      reported_at timestamptz,
      PRIMARY KEY (device_id, release_id),
      CHECK ((attempt IS NULL) = (report IS NULL))
    );
    CREATE INDEX firmware_update_release ON firmware_update (release_id);
  `,
  '1150_firmware_calls': `
    CREATE TABLE firmware_asker (
      pid text NOT NULL,
      device_id text NOT NULL REFERENCES device ON DELETE CASCADE,
      PRIMARY KEY (pid, device_id)
    );
    CREATE INDEX firmware_asker_device ON firmware_asker (device_id);
    CREATE TABLE firmware_call (pid text PRIMARY KEY, after text NOT NULL);
  `,
  '1201_firmware_holds': `
    CREATE TABLE firmware_hold (
      device_id text PRIMARY KEY REFERENCES device ON DELETE CASCADE,
      release_id text NOT NULL,
      until timestamptz NOT NULL,
      since timestamptz NOT NULL DEFAULT kaitong_now()
    );
  `,
};
