import type { AccountId, Company, KeyScope, Pid, Role } from '@kaitong/contract';
import type { Generated } from 'kysely';
import {
  linkMigration,
  passkeyMigration,
  resetMigration,
  type SignInTables,
  secondFactorMigration,
  seenMigration,
  signInMigration,
} from '../../sign-in/tables.ts';
import { triedAtMigration, triesMigration } from '../../sign-in/tries.ts';
import type { Migrations } from '../migrate.ts';

export type AccountTables = SignInTables & {
  account: {
    id: AccountId;
    name: string;
    kind: 'maker' | 'operator';
    created_at: Generated<Date>;
    /** What `name` leaves out of the company; null until somebody filled it in. */
    company: Omit<Company, 'name'> | null;
  };
  /** Accounts that a session was in; the newest is the one it is in. Without one it is in its user's first. */
  session_space: { session_id: string; account_id: AccountId; chosen_at: Generated<Date> };
  /** Of whoever signs in with `address`, into the account or, with `pids`, to a role on these; by the hash of its token. */
  invitation: {
    id: string;
    account_id: AccountId;
    hash: string;
    address: string;
    role: Role;
    pids: Pid[] | null;
    invited_by: string;
    created_at: Generated<Date>;
    expires_at: Date;
  };
  member: { user_id: string; account_id: AccountId; role: Role; created_at: Generated<Date> };
  api_key: {
    id: string;
    account_id: AccountId;
    user_id: string;
    name: string;
    hash: string;
    created_at: Generated<Date>;
    last_used_at: Date | null;
    scope: Generated<KeyScope>;
    expires_at: Date | null;
  };
  /** 授权管理: what another account may do on one PID. */
  authorisation: { id: string; pid: Pid; account_id: AccountId; role: Role; created_at: Generated<Date> };
  /** Logins of a demonstration, whose passwords lie in a file. */
  demonstration_login: { user_id: string };
  /** A terminal that asks for a key: by its secret, hashed, and by the code that people see. */
  terminal_login: {
    hash: string;
    user_code: string;
    name: string;
    scope: KeyScope;
    address: string;
    state: Generated<'waiting' | 'confirmed' | 'denied'>;
    /** Who confirmed it, and the id that the key will have. */
    account_id: Generated<AccountId | null>;
    user_id: Generated<string | null>;
    key_id: Generated<string | null>;
    interval_s: number;
    looked_at: Generated<Date | null>;
    asked_at: Generated<Date>;
    expires_at: Date;
  };
  setup_link: { only_row: Generated<boolean>; hash: string; created_at: Generated<Date> };
};

export const accountMigrations: Migrations = {
  '0840_login_tries': triesMigration,
  '0841_tried_at': triedAtMigration,
  '0010_sign_in': signInMigration,
  '0960_session_seen': seenMigration,
  '0962_resets': resetMigration,
  '0964_second_factor': secondFactorMigration,
  '0970_passkeys': passkeyMigration,
  '1100_sign_in_links': linkMigration,
  // Those of a start before this note was taken: by the names that it gave them.
  '1101_demonstration': `
    CREATE TABLE demonstration (account_id text PRIMARY KEY REFERENCES account ON DELETE CASCADE);
    INSERT INTO demonstration SELECT DISTINCT account.id FROM account
      JOIN member ON member.account_id = account.id JOIN login_user ON login_user.id = member.user_id
      WHERE (email, account.name) IN (('maker@example.com', 'Kaitong 演示厂商'), ('stranger@example.com', '另一家厂商'));
  `,
  '0011_accounts': `
    CREATE TABLE account (
      id text PRIMARY KEY,
      name text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('maker', 'operator')),
      created_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE TABLE member (
      user_id text PRIMARY KEY REFERENCES login_user ON DELETE CASCADE,
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      role text NOT NULL CHECK (role IN ('administrator', 'developer', 'viewer')),
      created_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX member_account ON member (account_id);
    CREATE TABLE api_key (
      id text PRIMARY KEY,
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      user_id text NOT NULL REFERENCES member (user_id) ON DELETE CASCADE,
      name text NOT NULL,
      hash text NOT NULL UNIQUE,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      last_used_at timestamptz
    );
    CREATE INDEX api_key_account ON api_key (account_id, id);
    CREATE TABLE setup_link (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      hash text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
  `,
  // Accounts were noted before, also those of others that such a login had joined.
  '1171_demonstration_logins': `
    CREATE TABLE demonstration_login (user_id text PRIMARY KEY REFERENCES login_user ON DELETE CASCADE);
    INSERT INTO demonstration_login SELECT DISTINCT login_user.id FROM login_user
      JOIN member ON member.user_id = login_user.id JOIN demonstration ON demonstration.account_id = member.account_id
      WHERE email IN ('maker@example.com', 'stranger@example.com', 'operator@example.com');
    DROP TABLE demonstration;
  `,
  '1142_terminal_logins': `
    CREATE TABLE terminal_login (
      hash text PRIMARY KEY,
      user_code text NOT NULL UNIQUE,
      name text NOT NULL,
      scope text NOT NULL,
      address text NOT NULL,
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'confirmed', 'denied')),
      account_id text REFERENCES account ON DELETE CASCADE,
      user_id text REFERENCES login_user ON DELETE CASCADE,
      key_id text,
      interval_s int NOT NULL,
      looked_at timestamptz,
      asked_at timestamptz NOT NULL DEFAULT kaitong_now(),
      expires_at timestamptz NOT NULL
    );
  `,
  '0913_api_keys': `
    ALTER TABLE api_key
      ADD COLUMN scope text NOT NULL DEFAULT 'all' CHECK (scope IN ('read', 'activate', 'all')),
      ADD COLUMN expires_at timestamptz`,
  '1160_commerce': `
    ALTER TABLE member DROP CONSTRAINT member_role_check,
      ADD CONSTRAINT member_role_check CHECK (role IN ('administrator', 'developer', 'commerce', 'viewer'));
    ALTER TABLE authorisation DROP CONSTRAINT authorisation_role_check,
      ADD CONSTRAINT authorisation_role_check CHECK (role IN ('administrator', 'developer', 'commerce', 'viewer'));
  `,
  '1161_team': `
    ALTER TABLE account ADD COLUMN company jsonb;
    ALTER TABLE api_key DROP CONSTRAINT api_key_user_id_fkey;
    ALTER TABLE member DROP CONSTRAINT member_pkey, ADD PRIMARY KEY (user_id, account_id);
    ALTER TABLE api_key ADD CONSTRAINT api_key_member_fkey
      FOREIGN KEY (user_id, account_id) REFERENCES member (user_id, account_id) ON DELETE CASCADE;
    CREATE TABLE session_space (
      session_id text NOT NULL REFERENCES login_session ON DELETE CASCADE,
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      chosen_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (session_id, account_id)
    );
    CREATE TABLE invitation (
      id text PRIMARY KEY,
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      hash text NOT NULL UNIQUE,
      address text NOT NULL,
      role text NOT NULL CHECK (role IN ('administrator', 'developer', 'commerce', 'viewer')),
      pids text[],
      invited_by text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX invitation_account ON invitation (account_id, created_at DESC, id);
    CREATE INDEX invitation_expired ON invitation (expires_at);
  `,
  // Said here and not by whoever takes a right away: sessions are ended in many places, and rows go with other rows.
  '0972_rights_news': `
    CREATE FUNCTION tell_rights() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('kaitong_' || TG_TABLE_SCHEMA, 'rights ' || OLD.user_id);
        RETURN NULL;
      END $$;
    CREATE TRIGGER tell_rights AFTER DELETE OR UPDATE OF account_id, role ON member
      FOR EACH ROW EXECUTE FUNCTION tell_rights();
    CREATE TRIGGER tell_rights AFTER DELETE OR UPDATE OF hash, expires_at ON api_key
      FOR EACH ROW EXECUTE FUNCTION tell_rights();
    CREATE TRIGGER tell_rights AFTER DELETE ON login_session
      FOR EACH ROW EXECUTE FUNCTION tell_rights();
  `,
};
