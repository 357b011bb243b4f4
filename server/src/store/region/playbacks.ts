import type { DeviceId, EventId, Language, OwnerId } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** What somebody may read of an owner's footage for a while, with nothing but an address. */
export type PlaybackTable = {
  id: string;
  token_hash: string;
  /** `visit`: of whoever opened a link's page. */
  kind: 'playback' | 'share' | 'visit' | 'download' | 'export';
  /** Of a visit: the link's. */
  share_id: string | null;
  owner_id: OwnerId;
  /** Who opened it in the owner's stead; null: the owner. */
  member_id: OwnerId | null;
  /** Null for an export: all devices. */
  device_id: DeviceId | null;
  /** Null for everything between two moments, and for an export. */
  event_id: EventId | null;
  /** Of an export: null for all days. */
  span_from: StampOrNull;
  span_to: StampOrNull;
  codec: 'as-recorded' | 'h264';
  /** Of the browser that opened it, which it ends with; a link that was given away outlives it. */
  login_session: string | null;
  /** Of a download or an export: what it is called, how large it is or about is, and how far it has been sent. */
  file_name: string | null;
  file_bytes: number | null;
  sent_bytes: Generated<number>;
  /** When something of it was sent last; null while nobody reads it. */
  sent_at: StampOrNull;
  completed_at: StampOrNull;
  /** Of an export: which cameras, null for all; and how what is in it is named. */
  device_ids: DeviceId[] | null;
  /** These recordings alone. */
  event_ids: EventId[] | null;
  time_zone: string | null;
  language: Language | null;
  created_at: GeneratedStamp;
  expires_at: Stamp;
  ended_at: StampOrNull;
};

/** What a link has beside what it shows; a link of an older release has none. */
export type ShareLinkTable = {
  playback_id: string;
  /**
   * Of a link with a PIN: what its address is known by. Its playback's own hash is then of a token that nobody has, so that
   * nothing that plays by a token plays it.
   */
  door_hash: string | null;
  wrapped_pin: string | null;
  /** Wrong PINs since it was made or resumed. */
  wrong: Generated<number>;
  paused_at: StampOrNull;
  views: Generated<number>;
  viewed_at: StampOrNull;
  /** When a player asked by the link itself last. */
  asked_at: StampOrNull;
  picture: boolean;
  language: Language | null;
  time_zone: string | null;
};

export type PlaybackTables = { playback: PlaybackTable; share_link: ShareLinkTable };

export const playbackMigrations: Migrations = {
  '0080_playbacks': `
    CREATE TABLE playback (
      id text PRIMARY KEY,
      token_hash text NOT NULL UNIQUE,
      kind text NOT NULL CHECK (kind IN ('playback', 'share', 'download', 'export')),
      owner_id text NOT NULL,
      device_id text,
      event_id text,
      span_from timestamptz,
      span_to timestamptz,
      codec text NOT NULL CHECK (codec IN ('as-recorded', 'h264')),
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      expires_at timestamptz NOT NULL,
      ended_at timestamptz
    );
    CREATE INDEX playback_expired ON playback (expires_at);
    CREATE INDEX playback_shares ON playback (owner_id, created_at DESC, id DESC) WHERE kind = 'share';

    CREATE TABLE footage_removal (
      event_id text PRIMARY KEY,
      prefix text NOT NULL,
      passes int NOT NULL DEFAULT 0,
      due_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX footage_removal_due ON footage_removal (due_at);
  `,
  '0961_playbacks_of_sessions': `
    DELETE FROM playback WHERE kind <> 'share';
    ALTER TABLE playback ADD COLUMN login_session text,
      ADD CHECK (kind = 'share' OR login_session IS NOT NULL);
    CREATE INDEX playback_login_session ON playback (login_session);
  `,
  '1190_downloads_are_followed': `
    ALTER TABLE playback ADD COLUMN file_name text, ADD COLUMN file_bytes bigint,
      ADD COLUMN sent_bytes bigint NOT NULL DEFAULT 0, ADD COLUMN sent_at timestamptz, ADD COLUMN completed_at timestamptz;
  `,
  '1240_exports_are_chosen': `
    ALTER TABLE playback ADD COLUMN device_ids text[], ADD COLUMN time_zone text, ADD COLUMN language text;
  `,
  '1242_exports_of_events': `ALTER TABLE playback ADD COLUMN event_ids text[];`,
  '1310_links_that_people_trust': `
    ALTER TABLE playback ADD COLUMN share_id text,
      DROP CONSTRAINT playback_kind_check, DROP CONSTRAINT playback_check,
      ADD CONSTRAINT playback_kind CHECK (kind IN ('playback', 'share', 'visit', 'download', 'export')),
      ADD CONSTRAINT playback_of_session CHECK (kind IN ('share', 'visit') OR login_session IS NOT NULL),
      ADD CONSTRAINT playback_of_share CHECK ((kind = 'visit') = (share_id IS NOT NULL));
    CREATE INDEX playback_share ON playback (share_id) WHERE share_id IS NOT NULL;
    CREATE TABLE share_link (
      playback_id text PRIMARY KEY REFERENCES playback ON DELETE CASCADE,
      door_hash text UNIQUE,
      wrapped_pin text,
      wrong int NOT NULL DEFAULT 0,
      paused_at timestamptz,
      views int NOT NULL DEFAULT 0,
      viewed_at timestamptz,
      asked_at timestamptz,
      picture boolean NOT NULL DEFAULT true,
      language text,
      time_zone text,
      CHECK ((door_hash IS NULL) = (wrapped_pin IS NULL))
    );
  `,
};
