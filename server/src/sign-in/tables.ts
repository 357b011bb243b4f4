import type { Generated } from 'kysely';

/** Users with their passwords and sessions: the console's in control's schema, the app's in each region's. */
export type SignInTables = {
  login_user: {
    id: string;
    name: string;
    /** For a phone login an address that can receive nothing. */
    email: string;
    email_verified: Generated<boolean>;
    /** E.164. */
    phone: string | null;
    /** When many wrong passwords were tried the last time. */
    tried_at: Generated<Date | null>;
    /** When the password was set by a link the last time. */
    reset_at: Generated<Date | null>;
    image: string | null;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  login_credential: {
    id: string;
    account_id: string;
    provider_id: string;
    user_id: string;
    password: string | null;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  login_session: {
    id: string;
    user_id: string;
    token: string;
    expires_at: Date;
    ip_address: string | null;
    user_agent: string | null;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
    /** To some minutes. */
    seen_at: Generated<Date>;
  };
  /** TOTP; only the console has it. Its secret is wrapped; it counts once it was confirmed. */
  login_second_factor: {
    user_id: string;
    wrapped: string;
    confirmed_at: Date | null;
    last_step: Generated<number>;
    created_at: Generated<Date>;
  };
  /** One use each, by their keyed hash. */
  login_recovery_code: { user_id: string; hash: string };
  /** Links that set a password, by their hash. */
  login_reset: { hash: string; user_id: string; expires_at: Date };
  login_passkey: {
    /** As its authenticator names it, base64url. */
    id: string;
    user_id: string;
    name: string;
    /** COSE, base64url. */
    public_key: string;
    /** 0 for authenticators that count nothing. */
    counter: number;
    /** Separated by spaces. */
    transports: string;
    synced: boolean;
    created_at: Generated<Date>;
    used_at: Generated<Date | null>;
    /** When its counter went back. */
    stopped_at: Generated<Date | null>;
  };
  /** Links that sign somebody in at this machine, once, by their hash. */
  login_link: { hash: string; user_id: string; expires_at: Date };
  /** What a passkey signs, once. */
  login_challenge: { challenge: string; user_id: string | null; expires_at: Date };
};

/** The shape that better-auth expects; a test asks it whether anything is missing. */
export const signInMigration = `
  CREATE TABLE login_user (
    id text PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL UNIQUE,
    email_verified boolean NOT NULL DEFAULT false,
    phone text UNIQUE,
    image text,
    created_at timestamptz NOT NULL DEFAULT kaitong_now(),
    updated_at timestamptz NOT NULL DEFAULT kaitong_now()
  );
  CREATE TABLE login_credential (
    id text PRIMARY KEY,
    account_id text NOT NULL,
    provider_id text NOT NULL,
    user_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    password text,
    created_at timestamptz NOT NULL DEFAULT kaitong_now(),
    updated_at timestamptz NOT NULL DEFAULT kaitong_now()
  );
  CREATE INDEX login_credential_user ON login_credential (user_id);
  CREATE TABLE login_session (
    id text PRIMARY KEY,
    user_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
    token text NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    ip_address text,
    user_agent text,
    created_at timestamptz NOT NULL DEFAULT kaitong_now(),
    updated_at timestamptz NOT NULL DEFAULT kaitong_now()
  );
  CREATE INDEX login_session_user ON login_session (user_id);
  CREATE TABLE login_verification (
    id text PRIMARY KEY,
    identifier text NOT NULL,
    value text NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT kaitong_now(),
    updated_at timestamptz NOT NULL DEFAULT kaitong_now()
  );
`;

export const seenMigration = 'ALTER TABLE login_session ADD COLUMN seen_at timestamptz NOT NULL DEFAULT kaitong_now()';

export const resetMigration = `
  CREATE TABLE login_reset (
    hash text PRIMARY KEY,
    user_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX login_reset_user ON login_reset (user_id);
  CREATE INDEX login_reset_expired ON login_reset (expires_at);
  ALTER TABLE login_user ADD COLUMN reset_at timestamptz;
`;

export const secondFactorMigration = `
  CREATE TABLE login_second_factor (
    user_id text PRIMARY KEY REFERENCES login_user ON DELETE CASCADE,
    wrapped text NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT kaitong_now()
  );
  CREATE TABLE login_recovery_code (
    user_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
    hash text NOT NULL,
    PRIMARY KEY (user_id, hash)
  );
`;

/** A challenge outlives its user by minutes and points to nobody, so that a restored copy needs none of them. */
export const passkeyMigration = `
  CREATE TABLE login_passkey (
    id text PRIMARY KEY,
    user_id text NOT NULL REFERENCES login_user ON DELETE CASCADE,
    name text NOT NULL,
    public_key text NOT NULL,
    counter bigint NOT NULL,
    transports text NOT NULL,
    synced boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT kaitong_now(),
    used_at timestamptz,
    stopped_at timestamptz
  );
  CREATE INDEX login_passkey_user ON login_passkey (user_id);
  CREATE TABLE login_challenge (
    challenge text PRIMARY KEY,
    user_id text,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX login_challenge_expired ON login_challenge (expires_at);
`;

/** As challenges, a link outlives its user by minutes and is in no copy. */
export const linkMigration = `
  CREATE TABLE login_link (
    hash text PRIMARY KEY,
    user_id text NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX login_link_expired ON login_link (expires_at);
`;
