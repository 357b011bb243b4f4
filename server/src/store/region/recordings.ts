import type { DeviceId, EventId, OwnerId } from '@kaitong/contract';
import type { EventDeclaration, ObjectKind } from '@kaitong/contract/checks';
import type { Recording, RetentionClass } from '@kaitong/core';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/**
 * An event that a subscription pays for, or at most an hour of continuous footage. Divided by retention class and then by
 * the day recorded: its id names both, so that whoever has an id finds the partition, and a day is dropped at once.
 */
export type RecordedEventTable = {
  retention_class: RetentionClass;
  /** Days since 1 January 1970, UTC, of `started_at`. */
  day: number;
  id: EventId;
  owner_id: OwnerId;
  device_id: DeviceId;
  device_event_id: string;
  recording: Recording;
  type: string;
  declaration: EventDeclaration;
  /** When the footage begins, pre-record included; by the platform's clock. */
  started_at: Stamp;
  happened_at: Stamp;
  firmware: string;
  /** The event's AES key, wrapped by the key of (owner, device); null for `encryption: none`. */
  wrapped_key: string | null;
  footage_key_id: string | null;
  /** Committed so far. */
  duration_ms: Generated<number>;
  bytes: Generated<number>;
  objects: Generated<number>;
  /** Of everything declared, committed or not: what the limits of an event are held against, without reading its objects. */
  declared_objects: Generated<number>;
  declared_bytes: Generated<number>;
  declared_ms: Generated<number>;
  /** The segment with the highest number declared. */
  last_segment_n: number | null;
  last_segment_ms: number | null;
  snapshot_n: number | null;
  opened_at: GeneratedStamp;
  /** What the device said at the close. */
  closed_at: StampOrNull;
  closed_objects: number | null;
  closed_duration_ms: number | null;
  /** Nothing is missing any more. */
  completed_at: StampOrNull;
  read_at: StampOrNull;
  favourite_at: StampOrNull;
  /** Since when it is kept beyond its day, which it leaves for the class `kept` before that is dropped. */
  kept_at: StampOrNull;
  note: string | null;
  /** Unreachable from then on; its objects go at once, its rows with their day. */
  deleted_at: StampOrNull;
};

/** One object of a recorded event. Its key in the store is made of its place (`footageKey`). */
export type RecordedObjectTable = {
  retention_class: RetentionClass;
  day: number;
  event_id: EventId;
  n: number;
  kind: ObjectKind;
  bytes: number;
  duration_ms: number;
  md5: string;
  sha256: string;
  iv: string | null;
  state: 'declared' | 'committed';
  declared_at: GeneratedStamp;
  committed_at: StampOrNull;
};

/**
 * What there is by hour, for the calendar: one row for what may be thousands of events. `day` is the events', so a
 * continuous recording that runs past midnight has hours of the next day under its own. An event counts, with all its
 * bytes, in the hour in which it began, from its first committed object on.
 */
export type FootageHourTable = {
  retention_class: RetentionClass;
  day: number;
  owner_id: OwnerId;
  device_id: DeviceId;
  hour: Stamp;
  events: number;
  unread: number;
  continuous: boolean;
  bytes: number;
};

/**
 * The bytes of all hours of a day and class, in a few rows by device: their sum costs the same however many hours there
 * are. A row alone means nothing and may be below zero.
 */
export type FootageTotalTable = { retention_class: RetentionClass; day: number; shard: number; bytes: number };

/**
 * In which partitions a device has, or had, footage: of a region's hundred days of all classes, a device fills few. Written
 * with the first object of an event, so that pages read one index and then only those partitions.
 */
export type FootagePlaceTable = { device_id: DeviceId; day: number; retention_class: RetentionClass };

/** Which event a device's own event id stands for: the same event sent twice is one event. */
export type DeviceEventTable = { day: number; device_id: DeviceId; device_event_id: string; event_id: EventId };

/**
 * Which key of (owner, device) wraps its events' keys. The key itself lies in the key store: no copy of this table opens
 * anything. Destroying it makes all that is encrypted unreadable at once.
 */
export type FootageKeyTable = {
  id: string;
  owner_id: OwnerId;
  device_id: DeviceId;
  created_at: GeneratedStamp;
  /** Nothing is encrypted by it any more, and what was cannot be reached. */
  destroyed_at: StampOrNull;
  /** It is out of both copies of the key store. */
  erased_at: StampOrNull;
};

export type RecordingTables = {
  recorded_event: RecordedEventTable;
  recorded_object: RecordedObjectTable;
  footage_hour: FootageHourTable;
  footage_total: FootageTotalTable;
  footage_place: FootagePlaceTable;
  device_event: DeviceEventTable;
  footage_key: FootageKeyTable;
};

/** Classes whose days are partitions. Verification footage goes event by event and has tables of its own. */
const CLASSES = ['event7', 'event15', 'event30', 'continuous7', 'continuous15', 'continuous30'];
/** Divided by class and day. `device_event` has days only: a device that repeats an event knows no class. */
const BY_CLASS = ['recorded_event', 'recorded_object', 'footage_hour'];

const classPartitions = BY_CLASS.flatMap((table) =>
  CLASSES.map(
    (name) => `CREATE TABLE ${table}_${name} PARTITION OF ${table} FOR VALUES IN ('${name}') PARTITION BY RANGE (day);`,
  ),
).join('\n');

export const recordingMigrations: Migrations = {
  '0060_recordings': `
    CREATE TABLE footage_key (
      id text PRIMARY KEY,
      owner_id text NOT NULL,
      device_id text NOT NULL,
      wrapped text,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      destroyed_at timestamptz
    );
    CREATE UNIQUE INDEX footage_key_in_use ON footage_key (owner_id, device_id) WHERE destroyed_at IS NULL;

    CREATE TABLE recorded_event (
      retention_class text NOT NULL,
      day int NOT NULL,
      id text NOT NULL,
      owner_id text NOT NULL,
      device_id text NOT NULL,
      device_event_id text NOT NULL,
      recording text NOT NULL CHECK (recording IN ('event', 'continuous')),
      type text NOT NULL,
      declaration jsonb NOT NULL,
      started_at timestamptz NOT NULL,
      happened_at timestamptz NOT NULL,
      firmware text NOT NULL,
      wrapped_key text,
      footage_key_id text,
      duration_ms int NOT NULL DEFAULT 0,
      bytes bigint NOT NULL DEFAULT 0,
      objects int NOT NULL DEFAULT 0,
      declared_objects int NOT NULL DEFAULT 0,
      declared_bytes bigint NOT NULL DEFAULT 0,
      declared_ms bigint NOT NULL DEFAULT 0,
      last_segment_n int,
      last_segment_ms int,
      snapshot_n int,
      opened_at timestamptz NOT NULL DEFAULT kaitong_now(),
      closed_at timestamptz,
      closed_objects int,
      closed_duration_ms int,
      completed_at timestamptz,
      read_at timestamptz,
      deleted_at timestamptz,
      PRIMARY KEY (retention_class, day, id)
    ) PARTITION BY LIST (retention_class);
    CREATE INDEX recorded_event_newest ON recorded_event (device_id, started_at DESC, id DESC);

    CREATE TABLE recorded_object (
      retention_class text NOT NULL,
      day int NOT NULL,
      event_id text NOT NULL,
      n int NOT NULL,
      kind text NOT NULL CHECK (kind IN ('init', 'segment', 'snapshot')),
      bytes bigint NOT NULL,
      duration_ms int NOT NULL,
      md5 text NOT NULL,
      sha256 text NOT NULL,
      iv text,
      state text NOT NULL CHECK (state IN ('declared', 'committed')),
      declared_at timestamptz NOT NULL DEFAULT kaitong_now(),
      committed_at timestamptz,
      PRIMARY KEY (retention_class, day, event_id, n)
    ) PARTITION BY LIST (retention_class);

    CREATE TABLE footage_hour (
      retention_class text NOT NULL,
      day int NOT NULL,
      owner_id text NOT NULL,
      device_id text NOT NULL,
      hour timestamptz NOT NULL,
      events int NOT NULL,
      unread int NOT NULL,
      continuous boolean NOT NULL,
      bytes bigint NOT NULL,
      PRIMARY KEY (retention_class, day, device_id, hour)
    ) PARTITION BY LIST (retention_class);

    ${classPartitions}

    CREATE TABLE device_event (
      day int NOT NULL,
      device_id text NOT NULL,
      device_event_id text NOT NULL,
      event_id text NOT NULL,
      PRIMARY KEY (day, device_id, device_event_id)
    ) PARTITION BY RANGE (day);
  `,
  '0103_footage_places': `
    CREATE TABLE footage_place (
      device_id text NOT NULL,
      day int NOT NULL,
      retention_class text NOT NULL,
      PRIMARY KEY (device_id, day, retention_class)
    );
    CREATE INDEX footage_place_of_day ON footage_place (retention_class, day, device_id);
    INSERT INTO footage_place SELECT DISTINCT device_id, day, retention_class FROM footage_hour;
  `,
  // Rows are changed in place all the time: room for their next versions keeps them on their pages.
  '0107_footage_totals': `
    CREATE TABLE footage_total (
      retention_class text NOT NULL,
      day int NOT NULL,
      shard int NOT NULL,
      bytes bigint NOT NULL,
      PRIMARY KEY (retention_class, day, shard)
    ) WITH (fillfactor = 20);
    INSERT INTO footage_total SELECT retention_class, day, 0, sum(bytes) FROM footage_hour GROUP BY 1, 2;
  `,
};

/** Of few recordings: their index is what makes them be found among all others of a month. */
export const favouriteMigration = `
  ALTER TABLE recorded_event ADD COLUMN favourite_at timestamptz, ADD COLUMN note text;
  CREATE INDEX recorded_event_favourites ON recorded_event (device_id, started_at DESC, id DESC)
    WHERE favourite_at IS NOT NULL;
`;

/**
 * What is kept has no day that ends: one table for all days. Its rows are read whole by each backup, so nobody notes what
 * changes in it.
 */
export const keptMigration = `
  ALTER TABLE recorded_event ADD COLUMN kept_at timestamptz;
  CREATE INDEX recorded_event_to_keep ON recorded_event (device_id, started_at DESC, id DESC) WHERE kept_at IS NOT NULL;
  ${BY_CLASS.map(
    (table) => `
  CREATE TABLE ${table}_kept PARTITION OF ${table} FOR VALUES IN ('kept');
  ALTER TABLE ${table}_kept DISABLE TRIGGER USER;`,
  ).join('')}
`;

/** The keys leave the database with its files: a column that is dropped would stay on the pages of its rows. */
export const keysLeaveMigration = `
    ALTER TABLE footage_key RENAME TO footage_key_to_move;
    ALTER INDEX footage_key_pkey RENAME TO footage_key_to_move_pkey;
    ALTER INDEX footage_key_in_use RENAME TO footage_key_to_move_in_use;
    CREATE TABLE footage_key (
      id text PRIMARY KEY,
      owner_id text NOT NULL,
      device_id text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      destroyed_at timestamptz,
      erased_at timestamptz
    );
    INSERT INTO footage_key
      SELECT id, owner_id, device_id, created_at, destroyed_at, destroyed_at FROM footage_key_to_move;
    CREATE UNIQUE INDEX footage_key_in_use ON footage_key (owner_id, device_id) WHERE destroyed_at IS NULL;
    CREATE INDEX footage_key_to_erase ON footage_key (destroyed_at) WHERE destroyed_at IS NOT NULL AND erased_at IS NULL;
    DELETE FROM footage_key_to_move WHERE wrapped IS NULL;
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM footage_key_to_move) THEN DROP TABLE footage_key_to_move; END IF;
    END $$;
  `;

/**
 * Which transactions changed a day of footage that is over: a backup reads only days that are not as they were. The last
 * days change all the time and are read always, so what a camera sends costs nothing here.
 */
export const footageChangeMigration = `
  CREATE TABLE footage_change (
    partition text NOT NULL,
    xid bigint NOT NULL,
    mark uuid NOT NULL DEFAULT gen_random_uuid(),
    PRIMARY KEY (partition, xid)
  );
  CREATE FUNCTION note_footage_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    EXECUTE format('INSERT INTO %I.footage_change (partition, xid) VALUES ($1, $2) ON CONFLICT DO NOTHING', TG_TABLE_SCHEMA)
      USING TG_TABLE_NAME::text, pg_current_xact_id()::text::bigint;
    RETURN NULL;
  END $$;
  ${['recorded_event', 'recorded_object', 'footage_hour', 'device_event']
    .map(
      (table) => `
  CREATE TRIGGER note_change AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW
    WHEN (NEW.day < floor(extract(epoch FROM kaitong_now()) / 86400) - 1) EXECUTE FUNCTION note_footage_change();
  CREATE TRIGGER note_removal AFTER DELETE ON ${table} FOR EACH ROW
    WHEN (OLD.day < floor(extract(epoch FROM kaitong_now()) / 86400) - 1) EXECUTE FUNCTION note_footage_change();`,
    )
    .join('')}
`;
