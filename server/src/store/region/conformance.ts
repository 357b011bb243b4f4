import type {
  AccountId,
  ConformanceId,
  ConformanceItem,
  DeviceId,
  EventId,
  ItemName,
  MotionDetection,
  OwnerId,
  Pid,
  Refusal,
  ReleaseId,
  WrongCertificate,
} from '@kaitong/contract';
import type { CheckCode, EventDeclaration, ObjectKind } from '@kaitong/contract/checks';
import type { BrokerOffers, EventSpeed, ItemFacts, LineCut } from '@kaitong/core';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** Where the test stands: what of it is about the current item begins anew with the next. */
export type ConformanceStage = {
  /** Which of the item's steps. */
  at: number;
  /** The command of the step, whose reply it waits for. */
  commandId: string | null;
  reply: ItemFacts['reply'];
  /** When motion was asked for first; ISO. Events from before are not counted. */
  movedAt: string | null;
  /** When it was asked for last: how old an event may be at most. */
  askedAt: string | null;
  /** The last that was heard of an event. */
  newsAt: string | null;
  refusedOpenings: number;
  refused: ItemFacts['refused'];
  privacy: boolean;
  disturbance: ItemFacts['disturbance'];
  outageEndsAt: string | null;
  unanswered: number;
  /** When the MQTT line was closed; the device is back once it has been heard of since. */
  lineClosedAt: string | null;
  /** The token that is not accepted any more; `next`: the one that the next call shows. */
  voidToken: string | null;
  tokenRefused: number;
  tokenRenewed: boolean;
  clockBehindMs: number;
  /** The object whose target is the server with the wrong certificate, and how often it was given. */
  impostor: { eventId: EventId; n: number; offers: number; wrong?: WrongCertificate } | null;
  /** The one that is offered now. */
  impostorMet: boolean;
  /** Any of them. */
  impostorEverMet?: boolean;
  impostorTrusted: boolean;
  /** Time that the platform lost of this item, in milliseconds. */
  lostMs?: number;
  /** Brokers with wrong certificates, how many, and what `lostMs` was before. */
  brokers?: (BrokerOffers & { of: number; lostMs: number }) | null;
  /** How often the line was ended, and how the device came back. */
  cuts?: readonly LineCut[];
  /** The firmware that the device is to have; `toldAt`: ISO, when it was told to ask for it. */
  update?: { releaseId: ReleaseId; version: string; toldAt: string | null; isAsked: boolean } | null;
  /** So often another connection took its line, since the step began that looks for it. */
  takings?: number;
};

/** An extended test of one device, under control's id. Its row is the lock under which anything of it changes. */
export type ConformanceTable = {
  id: ConformanceId;
  device_id: DeviceId;
  pid: Pid;
  owner_id: OwnerId;
  account_id: AccountId;
  state: 'running' | 'ended';
  /** As control and its pages see them. */
  items: ConformanceItem[];
  item: ItemName | null;
  stage: ConformanceStage;
  step_started_at: GeneratedStamp;
  deadline_at: Stamp;
  max_event_ms: number;
  sleepy: boolean;
  /** It simulates motion. */
  commanded: boolean;
  /** The device's own settings, put back at the end. */
  motion_detection: MotionDetection | null;
  privacy_mode: boolean;
  /** As of a run. */
  lost_seen_ms: Generated<number>;
  given_back_ms: Generated<number>;
  lost_for_good_ms: Generated<number>;
  problem: Refusal | null;
  created_at: GeneratedStamp;
  ended_at: StampOrNull;
};

/** An event that a device recorded during an item. */
export type ConformanceEventTable = {
  id: EventId;
  conformance_id: ConformanceId;
  item: ItemName;
  /** From 1 within its item; 0: opened before the item asked for motion. */
  n: number;
  device_id: DeviceId;
  device_event_id: string;
  type: Generated<string>;
  declaration: EventDeclaration;
  /** When its footage begins, by the platform's clock. */
  started_at: Stamp;
  skew_ms: number;
  age_error_ms: number;
  /** As the device declared it; null where it did not. */
  pre_record_ms: number | null;
  max_event_ms: number;
  wrapped_key: string | null;
  opened_at: GeneratedStamp;
  closed_at: StampOrNull;
  closed_objects: number | null;
  closed_duration_ms: number | null;
  is_cut: Generated<boolean>;
  /** Its item ended before it was closed. */
  is_given_up: Generated<boolean>;
  footage_deleted_at: StampOrNull;
  /** Codes of errors; null before it was inspected. */
  errors: CheckCode[] | null;
  /** What the inspection found of its time; null before, and of events of older servers. */
  speed: EventSpeed | null;
};

export type ConformanceObjectTable = {
  event_id: EventId;
  n: number;
  kind: ObjectKind;
  bytes: number;
  duration_ms: number;
  md5: string;
  sha256: string;
  iv: string | null;
  state: 'declared' | 'committed';
  /** Declared once more after it was committed. */
  is_repeated: Generated<boolean>;
  declared_at: GeneratedStamp;
  committed_at: StampOrNull;
  /** As `event_object.ends`. */
  ends: Generated<number[]>;
};

export type ConformanceTables = {
  conformance: ConformanceTable;
  conformance_event: ConformanceEventTable;
  conformance_object: ConformanceObjectTable;
};

export const conformanceMigrations: Migrations = {
  '0090_conformance': `
    CREATE TABLE conformance (
      id text PRIMARY KEY,
      device_id text NOT NULL,
      pid text NOT NULL,
      owner_id text NOT NULL,
      account_id text NOT NULL,
      state text NOT NULL CHECK (state IN ('running', 'ended')),
      items jsonb NOT NULL,
      item text,
      stage jsonb NOT NULL,
      step_started_at timestamptz NOT NULL DEFAULT kaitong_now(),
      deadline_at timestamptz NOT NULL,
      max_event_ms int NOT NULL,
      sleepy boolean NOT NULL,
      commanded boolean NOT NULL,
      motion_detection jsonb,
      privacy_mode boolean NOT NULL,
      problem jsonb,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      ended_at timestamptz
    );
    CREATE UNIQUE INDEX conformance_running ON conformance (device_id) WHERE state = 'running';
    CREATE TABLE conformance_event (
      id text PRIMARY KEY,
      conformance_id text NOT NULL REFERENCES conformance (id) ON DELETE CASCADE,
      item text NOT NULL,
      n int NOT NULL,
      device_id text NOT NULL,
      device_event_id text NOT NULL,
      declaration jsonb NOT NULL,
      started_at timestamptz NOT NULL,
      skew_ms bigint NOT NULL,
      age_error_ms bigint NOT NULL,
      max_event_ms int NOT NULL,
      wrapped_key text,
      opened_at timestamptz NOT NULL DEFAULT kaitong_now(),
      closed_at timestamptz,
      closed_objects int,
      closed_duration_ms int,
      is_cut boolean NOT NULL DEFAULT false,
      is_given_up boolean NOT NULL DEFAULT false,
      footage_deleted_at timestamptz,
      errors jsonb,
      UNIQUE (conformance_id, device_event_id)
    );
    CREATE TABLE conformance_object (
      event_id text NOT NULL REFERENCES conformance_event (id) ON DELETE CASCADE,
      n int NOT NULL,
      kind text NOT NULL CHECK (kind IN ('init', 'segment', 'snapshot')),
      bytes bigint NOT NULL,
      duration_ms int NOT NULL,
      md5 text NOT NULL,
      sha256 text NOT NULL,
      iv text,
      state text NOT NULL CHECK (state IN ('declared', 'committed')),
      is_repeated boolean NOT NULL DEFAULT false,
      PRIMARY KEY (event_id, n)
    );
  `,
  '0821_conformance_arrival': `
    ALTER TABLE conformance_object ADD COLUMN declared_at timestamptz NOT NULL DEFAULT kaitong_now(),
      ADD COLUMN committed_at timestamptz, ADD COLUMN ends jsonb NOT NULL DEFAULT '[]';
    ALTER TABLE conformance_event ADD COLUMN pre_record_ms int;
  `,
  '0822_conformance_speed': 'ALTER TABLE conformance_event ADD COLUMN speed jsonb',
  '0300_conformance_event_type': `
    ALTER TABLE conformance_event ADD COLUMN type text NOT NULL DEFAULT 'motion';
  `,
  // One that goes on was not looked at yet: what was lost before is none of it.
  '0922_conformance_outages': `
    ALTER TABLE conformance ADD COLUMN lost_seen_ms bigint NOT NULL DEFAULT 0,
      ADD COLUMN given_back_ms int NOT NULL DEFAULT 0, ADD COLUMN lost_for_good_ms bigint NOT NULL DEFAULT 0;
    UPDATE conformance SET lost_seen_ms = (SELECT lost_ms FROM outage_tally) WHERE state = 'running';
  `,
};
