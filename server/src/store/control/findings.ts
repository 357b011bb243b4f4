import type { AccountId, ApplicationId, ConformanceId } from '@kaitong/contract';
import type { FoundHeaders } from '@kaitong/contract/checks';
import type { ColumnType } from 'kysely';
import type { GeneratedStamp, Stamp } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

export type FindingsTables = {
  /** An address by which whoever holds it reads what was found. */
  findings_share: {
    id: string;
    /** One of both: what it is of. */
    application_id: ApplicationId | null;
    conformance_id: ConformanceId | null;
    account_id: AccountId;
    user_id: string;
    /** SHA-256 of the token in the address. */
    token_hash: string;
    with_footage: boolean;
    created_at: GeneratedStamp;
    expires_at: Stamp;
    ended_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  /** How often, by hour and network; no more is known of who it was. */
  findings_share_opening: { share_id: string; hour: Stamp; network: string; count: number };
  /** The headers around what was found, as the region read them before it deleted the footage. */
  found_headers: { application_id: ApplicationId; rules: number; headers: FoundHeaders[] };
};

export const findingsMigrations: Migrations = {
  '1170_findings_shares': `
    CREATE TABLE findings_share (
      id text PRIMARY KEY,
      application_id text NOT NULL REFERENCES application ON DELETE CASCADE,
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      user_id text NOT NULL,
      token_hash text NOT NULL UNIQUE,
      with_footage boolean NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      expires_at timestamptz NOT NULL,
      ended_at timestamptz
    );
    CREATE INDEX findings_share_of_application ON findings_share (application_id, created_at);
    CREATE INDEX findings_share_expired ON findings_share (expires_at);
    CREATE TABLE findings_share_opening (
      share_id text NOT NULL REFERENCES findings_share ON DELETE CASCADE,
      hour timestamptz NOT NULL,
      network text NOT NULL,
      count integer NOT NULL,
      PRIMARY KEY (share_id, hour, network)
    );
    CREATE TABLE found_headers (
      application_id text PRIMARY KEY REFERENCES application ON DELETE CASCADE,
      rules integer NOT NULL,
      headers jsonb NOT NULL
    );
    -- The attempt before is looked for by product.
    CREATE INDEX application_of_product ON application (account_id, pid, created_at);`,
  '1180_shares_of_tests': `
    ALTER TABLE findings_share ALTER COLUMN application_id DROP NOT NULL,
      ADD COLUMN conformance_id text REFERENCES conformance ON DELETE CASCADE,
      ADD CHECK (num_nonnulls(application_id, conformance_id) = 1);
    CREATE INDEX findings_share_of_test ON findings_share (conformance_id, created_at) WHERE conformance_id IS NOT NULL;`,
};
