import type { AlarmKind, DeviceId, EventId, Language, OwnerId, ReminderKind } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** One row: what push services know this region by. */
export type AlarmKeyTable = { public_key: string; wrapped: string };

/** A browser of an owner's that alarms are sent to, as long as it is signed in. */
export type AlarmPhoneTable = {
  id: string;
  owner_id: OwnerId;
  /** Of the sign-in that it ends with. */
  login_session: string;
  /** By which the same browser is found again; whoever knows the address may push to it. */
  endpoint_hash: string;
  /** The subscription with its keys, as JSON. */
  wrapped: string;
  language: Language;
  browser: string | null;
  added_at: GeneratedStamp;
  rang_at: StampOrNull;
};

export type AlarmSettingTable = {
  owner_id: OwnerId;
  time_zone: string;
  /** `HH:MM`; both or none. */
  quiet_from: string | null;
  quiet_until: string | null;
  snoozed_until: StampOrNull;
  reminders: Generated<boolean>;
};

/** Kinds of a camera's events that do not ring. */
export type AlarmCameraTable = { owner_id: OwnerId; device_id: DeviceId; muted: AlarmKind[] };

/** One event, or one reminder, for one phone. */
export type AlarmTable = {
  id: string;
  seq: Generated<number>;
  phone_id: string;
  owner_id: OwnerId;
  device_id: DeviceId;
  /** Null of a reminder. */
  event_id: EventId | null;
  kind: AlarmKind | ReminderKind;
  happened_at: GeneratedStamp;
  queued_at: GeneratedStamp;
  /** `silent`: its owner did not want to hear it when it was its turn; `given_up`: its time was over. */
  state: Generated<'waiting' | 'rang' | 'silent' | 'refused' | 'given_up'>;
  tries: Generated<number>;
  /** In a process's hands until then. */
  held_until: StampOrNull;
  /** Of the address that the last try gave away. */
  picture_hash: string | null;
};

export type AlarmTables = {
  alarm_key: AlarmKeyTable;
  alarm_phone: AlarmPhoneTable;
  alarm_setting: AlarmSettingTable;
  alarm_camera: AlarmCameraTable;
  alarm: AlarmTable;
};

export const alarmMigrations: Migrations = {
  '1133_alarms': `
    CREATE TABLE alarm_key (
      is_the_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_one),
      public_key text NOT NULL,
      wrapped text NOT NULL
    );
    CREATE TABLE alarm_phone (
      id text PRIMARY KEY,
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      login_session text NOT NULL REFERENCES login_session ON DELETE CASCADE,
      endpoint_hash text NOT NULL UNIQUE,
      wrapped text NOT NULL,
      language text NOT NULL CHECK (language IN ('zh-CN', 'en')),
      browser text,
      added_at timestamptz NOT NULL DEFAULT kaitong_now(),
      rang_at timestamptz
    );
    CREATE INDEX alarm_phone_owner ON alarm_phone (owner_id, added_at);
    CREATE INDEX alarm_phone_session ON alarm_phone (login_session);
    CREATE TABLE alarm_setting (
      owner_id text PRIMARY KEY REFERENCES login_user ON DELETE CASCADE,
      time_zone text NOT NULL,
      quiet_from text,
      quiet_until text,
      snoozed_until timestamptz,
      CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
    );
    CREATE TABLE alarm_camera (
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      device_id text NOT NULL,
      muted text[] NOT NULL,
      PRIMARY KEY (owner_id, device_id)
    );
    CREATE TABLE alarm (
      id text PRIMARY KEY DEFAULT 'al' || replace(gen_random_uuid()::text, '-', ''),
      seq bigint GENERATED ALWAYS AS IDENTITY,
      phone_id text NOT NULL REFERENCES alarm_phone ON DELETE CASCADE,
      owner_id text NOT NULL,
      device_id text NOT NULL,
      event_id text NOT NULL,
      kind text NOT NULL,
      happened_at timestamptz NOT NULL,
      queued_at timestamptz NOT NULL DEFAULT kaitong_now(),
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'rang', 'silent', 'refused', 'given_up')),
      tries int NOT NULL DEFAULT 0,
      held_until timestamptz,
      picture_hash text UNIQUE
    );
    CREATE INDEX alarm_waiting ON alarm (phone_id, device_id, seq) WHERE state = 'waiting';
    CREATE INDEX alarm_age ON alarm (queued_at);
  `,
  '1320_reminders': `
    ALTER TABLE alarm ALTER COLUMN event_id DROP NOT NULL;
    ALTER TABLE alarm_setting ADD COLUMN reminders boolean NOT NULL DEFAULT true;
  `,
};
