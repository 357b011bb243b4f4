import type { AccountId, DeviceId, Pid, Region, Uuid } from '@kaitong/contract';
import type { ClaimKind } from '@kaitong/core';
import type { Generated } from 'kysely';
import type { Migrations } from '../migrate.ts';

export type ProductTables = {
  product: {
    pid: Pid;
    account_id: AccountId;
    name: string;
    stage: Generated<'debug' | 'released'>;
    /** Browsers may be its cameras. */
    demonstration: Generated<boolean>;
    /** Of the state that regions should have; rises with every change that they must hear of. */
    version: Generated<number>;
    created_at: Generated<Date>;
  };
  licence: {
    uuid: Uuid;
    pid: Pid;
    batch: string;
    /** Wrapped for the place `licence {uuid}`; control keeps it because a region may need it again. */
    auth_key: string;
    /** Rises through the whole table: the order of issue, also within a batch. */
    seq: Generated<number>;
    issued_at: Generated<Date>;
    revoked_at: Date | null;
    /** Which revocation it was part of: regions are told of it like of a batch. */
    revocation: string | null;
  };
  /** What each region has of a product, and how its delivery goes. */
  publication: {
    pid: Pid;
    region: Region;
    confirmed_version: Generated<number>;
    tries: Generated<number>;
    lagging_since: Date | null;
    confirmed_at: Date | null;
  };
  /** What each region has of a batch of licences. */
  licence_delivery: {
    batch: string;
    region: Region;
    tries: Generated<number>;
    delivered_at: Date | null;
  };
  /** A pairing that claimed its unit. Of a unit's at most one is `held`, in the whole world. */
  unit_claim: {
    device_id: DeviceId;
    uuid: Uuid;
    region: Region;
    /** Rises with each of the unit. */
    number: number;
    kind: ClaimKind;
    paired_at: Date;
    /** `lost`: to another pairing. `released`: its owner unpaired it. Neither comes back, whatever message is late. */
    state: 'held' | 'lost' | 'released';
    changed_at: Generated<Date>;
  };
  device_authority: {
    pid: Pid;
    /** Of its certificate: SHA-256 in hex. */
    fingerprint: string;
    /** In PEM. */
    certificate: string;
    subject: string;
    ends_at: Date;
    added_at: Generated<Date>;
  };
  tester: {
    id: string;
    account_id: AccountId;
    region: Region;
    /** The region's id of the link. */
    link_id: string;
    owner_name: string;
    linked_at: Generated<Date>;
  };
};

export const productMigrations: Migrations = {
  '0020_products': `
    CREATE TABLE product (
      pid text PRIMARY KEY,
      account_id text NOT NULL REFERENCES account,
      name text NOT NULL,
      stage text NOT NULL DEFAULT 'debug' CHECK (stage IN ('debug', 'released')),
      version bigint NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX product_account ON product (account_id, created_at DESC, pid);
    CREATE TABLE authorisation (
      id text PRIMARY KEY,
      pid text NOT NULL REFERENCES product ON DELETE CASCADE,
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      role text NOT NULL CHECK (role IN ('administrator', 'developer', 'viewer')),
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      UNIQUE (pid, account_id)
    );
    CREATE INDEX authorisation_account ON authorisation (account_id);
    CREATE TABLE licence (
      uuid text PRIMARY KEY,
      pid text NOT NULL REFERENCES product,
      batch text NOT NULL,
      auth_key text NOT NULL,
      seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      issued_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX licence_product ON licence (pid, seq DESC);
    CREATE INDEX licence_batch ON licence (batch);
    CREATE TABLE publication (
      pid text NOT NULL REFERENCES product ON DELETE CASCADE,
      region text NOT NULL,
      confirmed_version bigint NOT NULL DEFAULT 0,
      tries int NOT NULL DEFAULT 0,
      lagging_since timestamptz,
      confirmed_at timestamptz,
      PRIMARY KEY (pid, region)
    );
    CREATE TABLE licence_delivery (
      batch text NOT NULL,
      region text NOT NULL,
      tries int NOT NULL DEFAULT 0,
      delivered_at timestamptz,
      PRIMARY KEY (batch, region)
    );
    CREATE TABLE tester (
      id text PRIMARY KEY,
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      region text NOT NULL,
      link_id text NOT NULL,
      owner_name text NOT NULL,
      linked_at timestamptz NOT NULL DEFAULT kaitong_now(),
      UNIQUE (region, link_id)
    );
    CREATE INDEX tester_account ON tester (account_id, linked_at DESC, id);
  `,
  '0910_unit_claims': `
    CREATE TABLE unit_claim (
      device_id text PRIMARY KEY,
      uuid text NOT NULL,
      region text NOT NULL,
      number bigint NOT NULL,
      kind text NOT NULL CHECK (kind IN ('before', 'asked', 'late')),
      paired_at timestamptz NOT NULL,
      state text NOT NULL CHECK (state IN ('held', 'lost', 'released')),
      changed_at timestamptz NOT NULL DEFAULT kaitong_now(),
      UNIQUE (uuid, number)
    );
    CREATE UNIQUE INDEX unit_claim_held ON unit_claim (uuid) WHERE state = 'held';
  `,
  '0911_revoked_licences': `
    ALTER TABLE licence ADD COLUMN revoked_at timestamptz, ADD COLUMN revocation text;
    CREATE INDEX licence_revocation ON licence (revocation) WHERE revocation IS NOT NULL;
  `,
  '0912_device_authorities': `
    CREATE TABLE device_authority (
      pid text NOT NULL REFERENCES product ON DELETE CASCADE,
      fingerprint text NOT NULL,
      certificate text NOT NULL,
      subject text NOT NULL,
      ends_at timestamptz NOT NULL,
      added_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (pid, fingerprint)
    );
  `,
  '1153_found_by_beginning': `
    CREATE INDEX licence_begin ON licence (uuid text_pattern_ops);
    CREATE INDEX unit_claim_begin ON unit_claim (device_id text_pattern_ops) WHERE state = 'held'`,
  '1215_demonstrations': 'ALTER TABLE product ADD COLUMN demonstration boolean NOT NULL DEFAULT false',
};
