import type { OwnerId } from '@kaitong/contract';
import type { GeneratedStamp } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** An account that its owner deleted: what it held when it went, for whoever has the receipt. */
export type AccountDeletionTable = {
  id: string;
  /** Of the receipt's address; null where it was done again after a restore. */
  token_hash: string | null;
  owner_id: OwnerId;
  at: GeneratedStamp;
  devices: number;
  recordings: number;
  bytes: number;
  /** Its name in the log of deletions, which is kept apart from the database. */
  log: string;
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
};
