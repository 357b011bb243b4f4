import type {
  AccountId,
  Application,
  ApplicationId,
  ApplicationState,
  BulkActivationId,
  DeviceId,
  Evidence,
  Pid,
  Refusal,
  Region,
  ReleaseId,
  SampleKind,
  StepName,
} from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import type { Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

export type ApplicationTable = {
  id: ApplicationId;
  account_id: AccountId;
  user_id: string;
  /** Which bulk activation submitted it; null: a call of its own. */
  bulk_id: BulkActivationId | null;
  /** The release that is verified; null: a PID is to be activated. */
  release_id: ReleaseId | null;
  /** As somebody typed it. */
  device_id: string;
  older_firmware_accepted: boolean;
  /** Null until the device was found, and where this account may not know it. */
  pid: Pid | null;
  firmware: string | null;
  /** Null until the device was found, and in applications of releases that knew hardware only. */
  sample: SampleKind | null;
  region: Region | null;
  paired_at: StampOrNull;
  motion_detection: 'on' | 'off' | 'scheduled' | 'low' | null;
  state: ApplicationState;
  step: StepName;
  step_started_at: GeneratedStamp;
  step_deadline_at: StampOrNull;
  problem: Refusal | null;
  findings: Finding[];
  evidence: Evidence | null;
  /** The certificate, a compact JWS. */
  certificate: string | null;
  certified_at: StampOrNull;
  footage: Application['footage'];
  /** Key frames that its region named when its clip passed; null before, and where the region names none. */
  key_frames: Generated<number | null>;
  /** Highest number of the region's outbox that was taken. */
  reports_taken: Generated<number>;
  version: Generated<number>;
  created_at: GeneratedStamp;
  ended_at: StampOrNull;
};

/** A PID that has the service. */
export type ActivationTable = {
  pid: Pid;
  account_id: AccountId;
  application_id: ApplicationId;
  device_id: DeviceId;
  firmware: string;
  sample: Generated<SampleKind>;
  activated_at: GeneratedStamp;
};

/** A verdict that came after its application had ended: kept, never applied. */
export type LateReportTable = {
  application_id: ApplicationId;
  seq: number;
  report: object;
  received_at: GeneratedStamp;
};

/** Who looked at whose footage, who cancelled what. */
export type AuditTable = {
  id: Generated<number>;
  at: GeneratedStamp;
  account_id: AccountId;
  user_id: string;
  action: string;
  subject: string;
  details: object | null;
  by_key: Generated<boolean>;
  /** Null for a browser, and in entries of earlier releases. */
  key_id: Generated<string | null>;
  /** Whose thing it was done to, where another account did it. */
  about_account: AccountId | null;
};

/** A key frame of a clip that passed in some region, and the application that showed it first. */
export type FingerprintTable = {
  /** HMAC-SHA-256 of what the region told, by the key of `fingerprint_key`. */
  fingerprint: string;
  application_id: ApplicationId;
  seen_at: GeneratedStamp;
};

/** The one key that fingerprints are stored under. */
export type FingerprintKeyTable = { wrapped_key: string };

export type ApplicationTables = {
  application: ApplicationTable;
  activation: ActivationTable;
  late_report: LateReportTable;
  audit: AuditTable;
  fingerprint: FingerprintTable;
  fingerprint_key: FingerprintKeyTable;
};

export const applicationMigrations: Migrations = {
  '0040_applications': `
    CREATE TABLE application (
      id text PRIMARY KEY,
      account_id text NOT NULL,
      user_id text NOT NULL,
      device_id text NOT NULL,
      older_firmware_accepted boolean NOT NULL,
      pid text,
      firmware text,
      region text,
      paired_at timestamptz,
      motion_detection text,
      state text NOT NULL CHECK (state IN ('verifying', 'approved', 'rejected', 'cancelled', 'refused')),
      step text NOT NULL,
      step_started_at timestamptz NOT NULL DEFAULT kaitong_now(),
      step_deadline_at timestamptz,
      problem jsonb,
      findings jsonb NOT NULL,
      evidence jsonb,
      certificate text,
      certified_at timestamptz,
      footage text NOT NULL DEFAULT 'none',
      reports_taken bigint NOT NULL DEFAULT 0,
      version bigint NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      ended_at timestamptz
    );
    -- One running application per PID and per device. A check that has not found its device yet holds neither.
    CREATE UNIQUE INDEX application_running_pid ON application (pid) WHERE state = 'verifying' AND step <> 'check';
    CREATE UNIQUE INDEX application_running_device ON application (device_id) WHERE state = 'verifying' AND step <> 'check';
    CREATE INDEX application_newest ON application (account_id, created_at DESC, id DESC);
    CREATE INDEX application_runs ON application (device_id, created_at) WHERE step <> 'check';

    CREATE TABLE activation (
      pid text PRIMARY KEY,
      account_id text NOT NULL,
      application_id text NOT NULL UNIQUE REFERENCES application (id),
      device_id text NOT NULL,
      firmware text NOT NULL,
      activated_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE TABLE late_report (
      application_id text NOT NULL,
      seq bigint NOT NULL,
      report jsonb NOT NULL,
      received_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (application_id, seq)
    );
    CREATE TABLE audit (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT kaitong_now(),
      account_id text NOT NULL,
      user_id text NOT NULL,
      action text NOT NULL,
      subject text NOT NULL
    );
    CREATE TABLE signing_key (
      id text PRIMARY KEY,
      public_jwk jsonb NOT NULL,
      wrapped_private_jwk text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
  `,
  '0800_fingerprints': `
    ALTER TABLE application ADD COLUMN key_frames int;
    CREATE TABLE fingerprint (
      fingerprint text PRIMARY KEY,
      application_id text NOT NULL,
      seen_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX fingerprint_of_application ON fingerprint (application_id);
    CREATE INDEX fingerprint_seen ON fingerprint (seen_at);
    CREATE TABLE fingerprint_key (
      is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
      wrapped_key text NOT NULL
    );
  `,
  '0963_audit_trail': `
    ALTER TABLE audit ADD COLUMN by_key boolean NOT NULL DEFAULT false, ADD COLUMN about_account text;
    CREATE INDEX audit_newest ON audit (account_id, id DESC);
    CREATE INDEX audit_about ON audit (about_account, id DESC) WHERE about_account IS NOT NULL;
  `,
  '0978_keys_in_the_trail': `
    ALTER TABLE audit ADD COLUMN key_id text;
    CREATE INDEX audit_of_key ON audit (key_id) WHERE key_id IS NOT NULL;
  `,
  // Of whom nobody can say any more which owner they were are forgotten now: nobody could do it later.
  '0968_owners_in_the_trail': `
    CREATE INDEX audit_linked ON audit ((details ->> 'linkId')) WHERE action = 'tester.linked';
    CREATE INDEX audit_reset ON audit (subject) WHERE action = 'reset_link.made';
    CREATE INDEX audit_searched ON audit USING gin ((details -> 'shown')) WHERE action = 'owners.searched';
    UPDATE audit SET details = details || jsonb_build_object('linkId', tester.link_id) FROM tester
      WHERE action = 'tester.linked' AND tester.id = audit.subject;
    UPDATE audit SET details = details || '{"ownerName": "–"}' WHERE action = 'tester.linked' AND NOT details ? 'linkId';
    UPDATE audit SET subject = '–' WHERE action = 'owners.searched';
    UPDATE audit SET subject = split_part(subject, ' ', 1) || ' –' WHERE action = 'reset_link.made' AND subject LIKE '% %';
  `,
  // A product's page asks for its own; whoever types the beginning of an id looks it up in the order of the bytes.
  '1150_application_of_product': `
    CREATE INDEX application_product ON application (account_id, pid, created_at DESC, id DESC) WHERE pid IS NOT NULL;
    CREATE INDEX application_device ON application (account_id, device_id text_pattern_ops)`,
  '1176_verified_releases': `
    ALTER TABLE application ADD COLUMN release_id text;
    CREATE INDEX application_release ON application (release_id, created_at DESC) WHERE release_id IS NOT NULL`,
  // A release is waited for a day: neither the product's next application nor its next release waits with it.
  '1186_running_releases': `
    DROP INDEX application_running_pid;
    CREATE UNIQUE INDEX application_running_pid ON application (pid)
      WHERE state = 'verifying' AND step <> 'check' AND release_id IS NULL;
    CREATE UNIQUE INDEX application_running_release ON application (release_id)
      WHERE state = 'verifying' AND step <> 'check' AND release_id IS NOT NULL`,
  '1216_samples': `
    ALTER TABLE application ADD COLUMN sample text CHECK (sample IN ('firmware', 'browser', 'bridge'));
    ALTER TABLE activation ADD COLUMN sample text NOT NULL DEFAULT 'firmware' CHECK (sample IN ('firmware', 'browser', 'bridge'))`,
};
