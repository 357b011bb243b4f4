import type { DeviceId, EventId, OwnerId } from '@kaitong/contract';
import type { EventDeclaration } from '@kaitong/contract/checks';
import type { ParameterSets } from '@kaitong/media';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** Lets stock tools push footage of one device, and nothing else. */
export type IngestTokenTable = {
  id: string;
  token_hash: string;
  owner_id: OwnerId;
  device_id: DeviceId;
  name: string;
  created_at: GeneratedStamp;
  /** To the minute. */
  last_used_at: StampOrNull;
};

/** The segment that a stream ended with so far, as the next one is compared with it. */
export type StreamTail = {
  /** What its name ends in; null: no digits. */
  number: number | null;
  /** Where its clock stood at its end, and where that clock starts again; null: it has no clock of its own. */
  endMs: number | null;
  wrapMs: number | null;
  parameterSets: ParameterSets;
};

/**
 * What is pushed into one folder of a device. The row is written ahead: the name of a segment stands in it before its
 * object does, so that a tool which repeats what was not acknowledged finds the number that it had.
 */
export type PushStreamTable = {
  device_id: DeviceId;
  /** The folder below the device’s address; empty: none. */
  stream: string;
  /** Of the event that it goes into, or went into last; null until one was opened. */
  device_event_id: string | null;
  event_id: EventId | null;
  is_open: Generated<boolean>;
  declaration: EventDeclaration | null;
  /** The last object: its number, name and content. */
  last_n: Generated<number>;
  last_name: string | null;
  last_sha256: string | null;
  tail: StreamTail | null;
  footage_ms: Generated<number>;
  /** Where the footage so far ends, by the platform’s clock: where the next event of the stream begins. */
  ends_at: StampOrNull;
  /** Tools send it once, whatever becomes of the events after it. */
  init: Buffer | null;
  init_sha256: string | null;
  used_at: Stamp;
};

export type PushTables = { ingest_token: IngestTokenTable; push_stream: PushStreamTable };

export const pushMigrations: Migrations = {
  '0101_pushes': `
    CREATE TABLE ingest_token (
      id text PRIMARY KEY,
      token_hash text NOT NULL UNIQUE,
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      device_id text NOT NULL,
      name text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      last_used_at timestamptz
    );
    CREATE INDEX ingest_token_of_device ON ingest_token (device_id, created_at DESC, id DESC);
    CREATE TABLE push_stream (
      device_id text NOT NULL,
      stream text NOT NULL,
      device_event_id text,
      event_id text,
      is_open boolean NOT NULL DEFAULT false,
      declaration jsonb,
      last_n int NOT NULL DEFAULT -1,
      last_name text,
      last_sha256 text,
      tail jsonb,
      footage_ms int NOT NULL DEFAULT 0,
      ends_at timestamptz,
      init bytea,
      init_sha256 text,
      used_at timestamptz NOT NULL,
      PRIMARY KEY (device_id, stream)
    );
    CREATE INDEX push_stream_used ON push_stream (used_at);
  `,
};
