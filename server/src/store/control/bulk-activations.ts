import type { AccountId, ApplicationId, BulkActivation, BulkActivationId, Refusal } from '@kaitong/contract';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** Samples that were submitted in one call, and in whose name each is begun. */
type BulkActivationTable = {
  id: BulkActivationId;
  account_id: AccountId;
  user_id: string;
  /** Of the browser that made it, or of the program: one of both. */
  session_id: string | null;
  key_id: string | null;
  older_firmware_accepted: boolean;
  state: BulkActivation['state'];
  problem: Refusal | null;
  paused_until: StampOrNull;
  created_at: GeneratedStamp;
  /** When the last of it came to its outcome. */
  ended_at: StampOrNull;
};

type BulkActivationItemTable = {
  bulk_id: BulkActivationId;
  line: number;
  device_id: string;
  /** The id that its application has, or will have: so it is submitted once, whoever dies between. Null: no device's id. */
  application_id: ApplicationId | null;
};

export type BulkActivationTables = {
  bulk_activation: BulkActivationTable;
  bulk_activation_item: BulkActivationItemTable;
};

export const bulkActivationMigrations: Migrations = {
  '1181_bulk_activations': `
    CREATE TABLE bulk_activation (
      id text PRIMARY KEY,
      account_id text NOT NULL,
      user_id text NOT NULL,
      session_id text,
      key_id text,
      older_firmware_accepted boolean NOT NULL,
      state text NOT NULL CHECK (state IN ('running', 'ended', 'cancelled', 'stopped')),
      problem jsonb,
      paused_until timestamptz,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      ended_at timestamptz
    );
    CREATE INDEX bulk_activation_newest ON bulk_activation (account_id, created_at DESC, id DESC);
    CREATE TABLE bulk_activation_item (
      bulk_id text NOT NULL REFERENCES bulk_activation (id),
      line int NOT NULL,
      device_id text NOT NULL,
      application_id text UNIQUE,
      PRIMARY KEY (bulk_id, line)
    );
    ALTER TABLE application ADD COLUMN bulk_id text;
    CREATE INDEX application_of_bulk ON application (bulk_id) WHERE bulk_id IS NOT NULL;
  `,
};
