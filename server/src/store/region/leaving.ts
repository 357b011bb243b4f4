import type { DeviceId, OwnerId } from '@kaitong/contract';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** An account that its owner deletes, and what it held when it went, for whoever has the receipt. */
export type AccountDeletionTable = {
  id: string;
  /** Of the receipt's token; null where it was logged without one. */
  token_hash: string | null;
  owner_id: OwnerId;
  /** When its owner asked for it: from here on nobody signs in. */
  at: GeneratedStamp;
  /** When the last step was done; counts are of this moment. */
  finished_at: StampOrNull;
  devices: number;
  recordings: number;
  bytes: number;
  /** Its name in the log of deletions, which is kept apart from the database. */
  log: string;
  /** It stands there, in both copies. */
  is_logged: boolean;
  /** All footage up to this device has ended; devices go in the order of their ids. */
  ended_device: DeviceId | null;
};

export type LeavingTables = { account_deletion: AccountDeletionTable };

export const leavingMigrations: Migrations = {
  '0965_account_deletions': `
    CREATE TABLE account_deletion (
      id text PRIMARY KEY,
      token_hash text UNIQUE,
      owner_id text NOT NULL,
      at timestamptz NOT NULL DEFAULT kaitong_now(),
      devices int NOT NULL,
      recordings int NOT NULL,
      bytes bigint NOT NULL,
      log text NOT NULL UNIQUE
    );
    CREATE INDEX footage_deletion_of_owner ON footage_deletion (owner_id) WHERE owner_id IS NOT NULL;
  `,
  '0966_departures': `
    ALTER TABLE account_deletion
      ADD COLUMN finished_at timestamptz,
      ADD COLUMN is_logged boolean NOT NULL DEFAULT true,
      ADD COLUMN ended_device text;
    UPDATE account_deletion SET finished_at = at;
    ALTER TABLE account_deletion ALTER COLUMN is_logged DROP DEFAULT;
    CREATE UNIQUE INDEX account_deletion_under_way ON account_deletion (owner_id) WHERE finished_at IS NULL;
    CREATE TABLE leaving_owner (
      owner_id text PRIMARY KEY REFERENCES login_user ON DELETE CASCADE,
      session_id text
    );
  `,
};
