import type { DeviceId, DeviceKind, OwnerId, Pid, PublishedProduct, SampleKind, Uuid } from '@kaitong/contract';
import type { ClaimKind } from '@kaitong/core';
import type { Generated } from 'kysely';
import type { Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** A unit as it was paired. Pairing anew makes another row; a row never changes its owner. */
export type DeviceTable = {
  device_id: DeviceId;
  kind: Generated<DeviceKind>;
  /** Of a device that only takes pushes one that no licence has. */
  uuid: Uuid;
  pid: Pid;
  owner_id: OwnerId;
  name: string;
  /** Null once the device was removed: nobody can prove it any more. */
  wrapped_secret: string | null;
  /** Whole milliseconds, so that it compares equal after a trip over the wire. */
  paired_at: Stamp;
  removed_at: StampOrNull;
  verification_footage_allowed: Generated<boolean>;
  claim_kind: Generated<ClaimKind>;
  /** The number under which control gave the unit to this pairing; null until control has been asked. */
  claim: number | null;
  /** As it said when it was paired. */
  sample: Generated<SampleKind>;
  /** Why it is paired no more. `elsewhere`: another pairing of the unit stayed. `handed_over`: by its owner. */
  ended: PairingEnd | null;
};

export type PairingEnd = 'removed' | 'elsewhere' | 'handed_over';

/** A unit that is claimed at control for a pairing that may follow, or, once `released`, a claim to give back. */
export type AskedClaimTable = {
  device_id: DeviceId;
  uuid: Uuid;
  asked_at: Stamp;
  released: Generated<boolean>;
};

/** A copy of control's licences, so that pairing goes on while control is away. */
export type LicenceTable = { uuid: Uuid; pid: Pid; wrapped_auth_key: string; revoked: Generated<boolean> };

export type PairingTokenTable = {
  hash: string;
  owner_id: OwnerId;
  expires_at: Stamp;
  /** The device it became. */
  device_id: DeviceId | null;
  /** The hash of the code that came with it. */
  hand_over: string | null;
};

/** By which somebody else may pair a device. */
export type HandOverCodeTable = { device_id: DeviceId; hash: string; expires_at: Stamp };

/** When the token of an answered challenge was issued, for as long as the challenge can be answered again. */
export type DeviceTokenTable = {
  /** The token's id: an HMAC of the challenge. */
  id: string;
  /** Whole seconds, as the token says them. */
  issued_at: Stamp;
  expires_at: Stamp;
  forgotten_at: Stamp;
};

/** A UUID that control did not know when it was asked. */
export type UnknownLicenceTable = { uuid: Uuid; forgotten_at: Stamp };

/** What this region has been told of a product. */
export type ProductTable = {
  pid: Pid;
  version: number;
  name: string;
  activated: boolean;
  lowest_firmware: string | null;
  stage: Generated<PublishedProduct['stage']>;
  /** Browsers may be its cameras. */
  demonstration: Generated<boolean>;
  on_sale: Generated<boolean>;
  plan_ids: PublishedProduct['planIds'];
  device_authorities: Generated<PublishedProduct['deviceAuthorities']>;
  releases: Generated<PublishedProduct['releases']>;
};

export type DeviceTables = {
  device: DeviceTable;
  licence: LicenceTable;
  pairing_token: PairingTokenTable;
  hand_over_code: HandOverCodeTable;
  device_token: DeviceTokenTable;
  unknown_licence: UnknownLicenceTable;
  asked_claim: AskedClaimTable;
  product: ProductTable;
};

export const deviceMigrations: Migrations = {
  '0020_devices': `
    CREATE TABLE licence (
      uuid text PRIMARY KEY,
      pid text NOT NULL,
      wrapped_auth_key text NOT NULL
    );
    CREATE TABLE product (
      pid text PRIMARY KEY,
      version bigint NOT NULL,
      name text NOT NULL,
      activated boolean NOT NULL,
      lowest_firmware text,
      plans jsonb NOT NULL
    );
    CREATE TABLE pairing_token (
      hash text PRIMARY KEY,
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      expires_at timestamptz NOT NULL,
      device_id text
    );
    CREATE INDEX pairing_token_expired ON pairing_token (expires_at);
    CREATE TABLE device (
      device_id text PRIMARY KEY,
      uuid text NOT NULL,
      pid text NOT NULL,
      owner_id text NOT NULL,
      name text NOT NULL,
      wrapped_secret text,
      paired_at timestamptz NOT NULL,
      removed_at timestamptz,
      presence text NOT NULL DEFAULT 'offline' CHECK (presence IN ('online', 'offline', 'dormant')),
      session bigint NOT NULL DEFAULT -1,
      sequence bigint NOT NULL DEFAULT -1,
      seen_at timestamptz,
      firmware text,
      sleepy boolean NOT NULL,
      probe boolean NOT NULL,
      motion_detection jsonb,
      privacy_mode boolean NOT NULL DEFAULT false,
      verification_footage_allowed boolean NOT NULL DEFAULT false
    );
    -- A unit has one owner at a time.
    CREATE UNIQUE INDEX device_bound ON device (uuid) WHERE removed_at IS NULL;
    CREATE INDEX device_of_owner ON device (owner_id, paired_at DESC) WHERE removed_at IS NULL;
    CREATE INDEX device_of_product ON device (pid, paired_at DESC) WHERE removed_at IS NULL;
    CREATE INDEX device_silent ON device (presence, seen_at) WHERE presence <> 'offline';
  `,
  // Each handler sets its deadline anew, so these two run for as long as there is a region.
  '0023_device_deadlines': `
    INSERT INTO deadline (kind, subject, due_at)
    VALUES ('device.presence', 'all', kaitong_now()), ('device.tidy', 'all', kaitong_now());
  `,
  '0081_device_simulate': 'ALTER TABLE device ADD COLUMN simulate boolean NOT NULL DEFAULT false',
  '0700_device_tokens': `
    CREATE TABLE device_token (
      id text PRIMARY KEY,
      issued_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      forgotten_at timestamptz NOT NULL
    );
    CREATE INDEX device_token_forgotten ON device_token (forgotten_at);
    CREATE TABLE unknown_licence (
      uuid text PRIMARY KEY,
      forgotten_at timestamptz NOT NULL
    );
    CREATE INDEX unknown_licence_forgotten ON unknown_licence (forgotten_at);
  `,
  // Pairings that are here already have no number: control is told of them like of those that it was away for.
  '0910_claims': `
    ALTER TABLE device
      ADD COLUMN claim_kind text NOT NULL DEFAULT 'before' CHECK (claim_kind IN ('before', 'asked', 'late')),
      ADD COLUMN claim bigint,
      ADD COLUMN ended text CHECK (ended IN ('removed', 'elsewhere'));
    UPDATE device SET ended = 'removed' WHERE removed_at IS NOT NULL;
    CREATE OR REPLACE VIEW device_now AS
      SELECT d.device_id, d.uuid, d.pid, d.owner_id, d.name, d.paired_at, d.removed_at, d.verification_footage_allowed,
        p.presence, p.seen_at, p.firmware, p.sleepy, p.probe, p.simulate, p.motion_detection, p.privacy_mode,
        d.claim_kind, d.claim, d.ended
      FROM device AS d JOIN device_presence AS p USING (device_id);
    CREATE INDEX device_unclaimed ON device (paired_at) WHERE claim IS NULL AND removed_at IS NULL;
    CREATE TABLE asked_claim (
      device_id text PRIMARY KEY,
      uuid text NOT NULL,
      asked_at timestamptz NOT NULL,
      released boolean NOT NULL DEFAULT false
    );
    CREATE UNIQUE INDEX asked_claim_of_unit ON asked_claim (uuid) WHERE NOT released;
    CREATE INDEX asked_claim_released ON asked_claim (asked_at) WHERE released;
  `,
  '0911_revoked_licences': 'ALTER TABLE licence ADD COLUMN revoked boolean NOT NULL DEFAULT false',
  '0912_hand_over': `
    CREATE TABLE hand_over_code (
      device_id text PRIMARY KEY REFERENCES device ON DELETE CASCADE,
      hash text NOT NULL,
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX hand_over_code_expired ON hand_over_code (expires_at);
    ALTER TABLE pairing_token ADD COLUMN hand_over text;
    ALTER TABLE device DROP CONSTRAINT device_ended_check;
    ALTER TABLE device ADD CHECK (ended IN ('removed', 'elsewhere', 'handed_over'));
  `,
  '0912_device_authorities': `ALTER TABLE product ADD COLUMN device_authorities jsonb NOT NULL DEFAULT '[]'`,
  '1200_push_devices': `
    ALTER TABLE device ADD COLUMN kind text NOT NULL DEFAULT 'camera' CHECK (kind IN ('camera', 'push'));
    CREATE OR REPLACE VIEW device_now AS
      SELECT d.device_id, d.uuid, d.pid, d.owner_id, d.name, d.paired_at, d.removed_at, d.verification_footage_allowed,
        p.presence, p.seen_at, p.firmware, p.sleepy, p.probe, p.simulate, p.motion_detection, p.privacy_mode,
        d.claim_kind, d.claim, d.ended, d.kind
      FROM device AS d JOIN device_presence AS p USING (device_id);
    DROP INDEX device_unclaimed;
    CREATE INDEX device_unclaimed ON device (paired_at) WHERE claim IS NULL AND removed_at IS NULL AND kind = 'camera';
  `,
  // What is published anew fills these.
  '0062_products_on_sale': `
    ALTER TABLE product
      ADD COLUMN stage text NOT NULL DEFAULT 'debug' CHECK (stage IN ('debug', 'released')),
      ADD COLUMN on_sale boolean NOT NULL DEFAULT false,
      ADD COLUMN plan_ids jsonb,
      DROP COLUMN plans; -- the catalogue says what is sold, since it changes without the product
  `,
  '1210_samples': `
    ALTER TABLE product ADD COLUMN demonstration boolean NOT NULL DEFAULT false;
    ALTER TABLE device ADD COLUMN sample text NOT NULL DEFAULT 'firmware' CHECK (sample IN ('firmware', 'browser', 'bridge'));
    CREATE OR REPLACE VIEW device_now AS
      SELECT d.device_id, d.uuid, d.pid, d.owner_id, d.name, d.paired_at, d.removed_at, d.verification_footage_allowed,
        p.presence, p.seen_at, p.firmware, p.sleepy, p.probe, p.simulate, p.motion_detection, p.privacy_mode,
        d.claim_kind, d.claim, d.ended, d.kind, d.sample
      FROM device AS d JOIN device_presence AS p USING (device_id);
  `,
};
