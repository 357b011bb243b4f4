import type {
  FirmwareManifest,
  Pid,
  ReleaseId,
  ReleaseNotes,
  ReleaseState,
  ReleaseUploads,
  RollOutShare,
} from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { Migrations } from '../migrate.ts';

export type FirmwareTables = {
  /** A maker's public keys, whose signatures make releases of a product. */
  firmware_key: {
    pid: Pid;
    /** Of the key in DER: SHA-256 in hex. */
    fingerprint: string;
    /** In PEM. */
    public_key: string;
    added_at: Generated<Date>;
  };
  firmware_release: {
    id: ReleaseId;
    pid: Pid;
    manifest: FirmwareManifest;
    signature: string;
    notes: ReleaseNotes;
    /** The upload whose parts are its image; null until one was whole, and again once it is withdrawn. */
    image: string | null;
    /** What the platform saw when it looked last. */
    uploads: ReleaseUploads | null;
    /** What the platform halted it for; null where a person did. */
    halted_for: ReleaseUploads | null;
    state: Generated<ReleaseState>;
    share: Generated<RollOutShare>;
    created_at: Generated<Date>;
  };
  /** Of an upload: each a row, so that neither the sender nor a region that fetches it holds all of it. */
  firmware_image_part: {
    image: string;
    n: number;
    bytes: Buffer;
    added_at: Generated<Date>;
  };
};

export const firmwareMigrations: Migrations = {
  '1172_firmware': `
    CREATE TABLE firmware_key (
      pid text NOT NULL REFERENCES product ON DELETE CASCADE,
      fingerprint text NOT NULL,
      public_key text NOT NULL,
      added_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (pid, fingerprint)
    );
    CREATE TABLE firmware_release (
      id text PRIMARY KEY,
      pid text NOT NULL REFERENCES product ON DELETE CASCADE,
      manifest jsonb NOT NULL,
      signature text NOT NULL,
      notes jsonb NOT NULL,
      image text,
      state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'offered', 'halted', 'finished', 'withdrawn')),
      share int NOT NULL DEFAULT 5 CHECK (share IN (5, 25, 50, 100)),
      created_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX firmware_release_product ON firmware_release (pid, created_at DESC);
    CREATE UNIQUE INDEX firmware_release_image ON firmware_release (image) WHERE image IS NOT NULL;
    CREATE TABLE firmware_image_part (
      image text NOT NULL,
      n int NOT NULL,
      bytes bytea NOT NULL,
      added_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (image, n)
    );
    -- Images are compressed already: to try it again costs time and gains nothing.
    ALTER TABLE firmware_image_part ALTER COLUMN bytes SET STORAGE EXTERNAL;
  `,
  '1173_halted_releases': 'ALTER TABLE firmware_release ADD COLUMN halted_for jsonb',
  '1175_watched_releases': 'ALTER TABLE firmware_release ADD COLUMN uploads jsonb',
};
