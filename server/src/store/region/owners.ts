import type { AccountId, DeviceId, NoticeAbout, OwnerId } from '@kaitong/contract';
import type { Generated } from 'kysely';
import {
  linkMigration,
  passkeyMigration,
  resetMigration,
  type SignInTables,
  seenMigration,
  signInMigration,
} from '../../sign-in/tables.ts';
import { triedAtMigration, triesMigration } from '../../sign-in/tries.ts';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** A one-time code with which a maker links an owner as tester. */
export type TesterCodeTable = {
  hash: string;
  owner_id: OwnerId;
  expires_at: Stamp;
  /** The link it became: the same maker may repeat its request. */
  link_id: string | null;
};

/** An owner lets a maker see verification footage of all of the owner's devices of that maker. */
export type TesterLinkTable = {
  id: string;
  owner_id: OwnerId;
  account_id: AccountId;
  account_name: string;
  linked_at: GeneratedStamp;
  removed_at: StampOrNull;
};

export type NoticeType =
  | 'verified'
  | 'tested'
  | 'firmware_tested'
  | 'subscription_expiring'
  | 'subscription_expired'
  | 'renewal_due'
  | 'renewal_price'
  | 'renewal_paid'
  | 'renewal_refused'
  | 'renewal_ended'
  | 'renewal_returned'
  | 'pairing_ended'
  | 'handed_over'
  | 'licence_revoked'
  | 'share_paused';

/** Something an owner is told after it happened. */
export type NoticeTable = {
  id: Generated<number>;
  owner_id: OwnerId;
  type: NoticeType;
  device_id: DeviceId;
  device_name: string;
  about: Generated<NoticeAbout | null>;
  at: GeneratedStamp;
  read_at: StampOrNull;
};

/** Somebody whose account is being deleted; `session_id`: where they asked for it, and may ask for the receipt. */
export type LeavingOwnerTable = { owner_id: OwnerId; session_id: string | null };

export type OwnerTables = SignInTables & {
  leaving_owner: LeavingOwnerTable;
  tester_code: TesterCodeTable;
  tester_link: TesterLinkTable;
  notice: NoticeTable;
};

export const noticeAboutMigration = 'ALTER TABLE notice ADD COLUMN about jsonb';

export const ownerMigrations: Migrations = {
  '0840_login_tries': triesMigration,
  '0841_tried_at': triedAtMigration,
  '0010_sign_in': signInMigration,
  '0960_session_seen': seenMigration,
  '0962_resets': resetMigration,
  '0970_passkeys': passkeyMigration,
  '1100_sign_in_links': linkMigration,
  '0021_owners': `
    CREATE TABLE tester_code (
      hash text PRIMARY KEY,
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      expires_at timestamptz NOT NULL,
      link_id text
    );
    CREATE INDEX tester_code_expired ON tester_code (expires_at);
    CREATE TABLE tester_link (
      id text PRIMARY KEY,
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      account_id text NOT NULL,
      account_name text NOT NULL,
      linked_at timestamptz NOT NULL DEFAULT kaitong_now(),
      removed_at timestamptz
    );
    CREATE UNIQUE INDEX tester_link_in_force ON tester_link (owner_id, account_id) WHERE removed_at IS NULL;
    CREATE TABLE notice (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      owner_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
      type text NOT NULL,
      device_id text NOT NULL,
      device_name text NOT NULL,
      at timestamptz NOT NULL DEFAULT kaitong_now(),
      read_at timestamptz
    );
    CREATE INDEX notice_newest ON notice (owner_id, id DESC);
  `,
};
