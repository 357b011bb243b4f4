import type { AccountId } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { Migrations } from '../migrate.ts';

export type CallTables = {
  /** A call with an `Idempotency-Key`, and what it was answered with. */
  keyed_call: {
    account_id: AccountId;
    operation: string;
    key: string;
    /** Keyed: a body may hold a password. */
    request_hash: string;
    /** Wrapped: an answer may hold what is shown once. Null while the first of these calls is being answered. */
    answer: string | null;
    expires_at: Date;
    made_at: Generated<Date>;
  };
};

export const callMigrations: Migrations = {
  '0912_keyed_calls': `
    CREATE TABLE keyed_call (
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      operation text NOT NULL,
      key text NOT NULL,
      request_hash text NOT NULL,
      answer text,
      expires_at timestamptz NOT NULL,
      made_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (account_id, operation, key)
    );
    CREATE INDEX keyed_call_expired ON keyed_call (expires_at);
  `,
};
