import type { AccountId, ApplicationId, DeviceId, EventId } from '@kaitong/contract';
import type { EventDeclaration, ObjectKind } from '@kaitong/contract/checks';
import type { DecodeOutcome, SnapshotOutcome } from '@kaitong/judge';
import type { ObjectInspection } from '@kaitong/media';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** Level 2 of one object: of a segment that could be decoded, of a snapshot, or of neither. */
export type ObjectDecoding = {
  decoded: DecodeOutcome | null;
  picture: SnapshotOutcome | null;
  /** What it took of a judge's lane, and of the processor. */
  tookMs?: number;
  processorMs?: number;
};

/** One event of a device, recorded for a run: the run's one event, or the test event beside it. */
export type EventTable = {
  id: EventId;
  device_id: DeviceId;
  device_event_id: string;
  run_id: ApplicationId;
  type: string;
  state: 'open' | 'closed';
  declaration: EventDeclaration;
  /** By the platform's clock: corrected by the age where the device's clock is off. */
  started_at: Stamp;
  clock_skew_ms: number;
  /** As the device declared it; null where it did not. */
  pre_record_ms: number | null;
  /** Of a test event: the one of the command that it answers. */
  probe_id: string | null;
  firmware: string;
  /** Of the firmware's image, as the device told; null where it did not. */
  firmware_sha256: string | null;
  /** The event's AES key, wrapped; null for `encryption: none` and after the footage was deleted. */
  wrapped_key: string | null;
  opened_at: GeneratedStamp;
  closed_at: StampOrNull;
  /** What the device said at the close. */
  closed_objects: number | null;
  closed_duration_ms: number | null;
  closed_firmware: string | null;
  /** When its objects and its key were deleted. */
  footage_deleted_at: StampOrNull;
};

export type EventObjectTable = {
  event_id: EventId;
  device_id: DeviceId;
  n: number;
  kind: ObjectKind;
  bytes: number;
  duration_ms: number;
  md5: string;
  sha256: string;
  iv: string | null;
  object_key: string;
  state: 'declared' | 'committed';
  declared_at: GeneratedStamp;
  committed_at: StampOrNull;
  /** When its last frame was taken by each declaration with an age: its arrival less the age, in milliseconds since 1970. */
  ends: Generated<number[]>;
  /** Level 1, written once the object is committed. */
  inspection: ObjectInspection | null;
  /** Level 2, written after level 1. */
  decoding: ObjectDecoding | null;
};

/** Fingerprints of key frames that some event has shown: seen again, it is a replay. */
export type FingerprintTable = { fingerprint: string; event_id: EventId; seen_at: GeneratedStamp };

/** What moved in a clip, to know it again when it is encoded anew. */
export type SignatureTable = {
  event_id: EventId;
  device_id: DeviceId;
  account_id: AccountId;
  /** 144 cells a sample, signed. */
  cells: Buffer;
  seen_at: GeneratedStamp;
};

/** An event that a second wave took the place of. Its footage is deleted at once; this says when. */
export type ReplacedEventTable = {
  event_id: EventId;
  run_id: ApplicationId;
  replaced_at: GeneratedStamp;
  footage_deleted_at: StampOrNull;
};

export type EventTables = {
  event: EventTable;
  event_object: EventObjectTable;
  fingerprint: FingerprintTable;
  signature: SignatureTable;
  replaced_event: ReplacedEventTable;
};

export const eventMigrations: Migrations = {
  '0041_events': `
    CREATE TABLE event (
      id text PRIMARY KEY,
      device_id text NOT NULL,
      device_event_id text NOT NULL,
      run_id text NOT NULL REFERENCES run (application_id),
      type text NOT NULL,
      state text NOT NULL CHECK (state IN ('open', 'closed')),
      declaration jsonb NOT NULL,
      started_at timestamptz NOT NULL,
      clock_skew_ms bigint NOT NULL,
      firmware text NOT NULL,
      wrapped_key text,
      opened_at timestamptz NOT NULL DEFAULT kaitong_now(),
      closed_at timestamptz,
      closed_objects int,
      closed_duration_ms int,
      closed_firmware text,
      UNIQUE (device_id, device_event_id)
    );
    CREATE UNIQUE INDEX event_of_run ON event (run_id);
    CREATE TABLE event_object (
      event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
      device_id text NOT NULL,
      n int NOT NULL,
      kind text NOT NULL CHECK (kind IN ('init', 'segment', 'snapshot')),
      bytes bigint NOT NULL,
      duration_ms int NOT NULL,
      md5 text NOT NULL,
      sha256 text NOT NULL,
      iv text,
      object_key text NOT NULL,
      state text NOT NULL CHECK (state IN ('declared', 'committed')),
      declared_at timestamptz NOT NULL DEFAULT kaitong_now(),
      committed_at timestamptz,
      inspection jsonb,
      decoding jsonb,
      PRIMARY KEY (event_id, n)
    );
    CREATE INDEX event_object_to_inspect ON event_object (committed_at) WHERE state = 'committed' AND inspection IS NULL;
    CREATE INDEX event_object_to_decode ON event_object (committed_at)
      WHERE state = 'committed' AND inspection IS NOT NULL AND decoding IS NULL;
    CREATE TABLE fingerprint (
      fingerprint text PRIMARY KEY,
      event_id text NOT NULL,
      seen_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
  `,
  '0063_event_probe': `
    ALTER TABLE event ADD COLUMN pre_record_ms int, ADD COLUMN probe_id text, ADD COLUMN footage_deleted_at timestamptz;
    DROP INDEX event_of_run;
    CREATE UNIQUE INDEX event_of_run ON event (run_id) WHERE probe_id IS NULL;
    CREATE UNIQUE INDEX probe_of_run ON event (run_id) WHERE probe_id IS NOT NULL;
  `,
  '1071_probes_of_run': `
    DROP INDEX probe_of_run;
    CREATE UNIQUE INDEX probe_of_run ON event (run_id, probe_id) WHERE probe_id IS NOT NULL;
  `,
  '0071_event_firmware_hash': 'ALTER TABLE event ADD COLUMN firmware_sha256 text',
  '0820_event_object_ends': `ALTER TABLE event_object ADD COLUMN ends jsonb NOT NULL DEFAULT '[]'`,
  '0801_signatures': `
    CREATE TABLE signature (
      event_id text PRIMARY KEY,
      device_id text NOT NULL,
      account_id text NOT NULL,
      cells bytea NOT NULL,
      seen_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX signature_newest ON signature (account_id, seen_at DESC);
    CREATE INDEX signature_of_device ON signature (device_id);
    CREATE INDEX signature_seen ON signature (seen_at);
    CREATE TABLE replaced_event (
      event_id text PRIMARY KEY,
      run_id text NOT NULL REFERENCES run (application_id),
      replaced_at timestamptz NOT NULL DEFAULT kaitong_now(),
      footage_deleted_at timestamptz
    );
  `,
  '0043_fingerprint_age': 'CREATE INDEX fingerprint_seen ON fingerprint (seen_at)',
};
