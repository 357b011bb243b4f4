import { clockMigration, keptClockMigration, unmovedClockMigration } from '../clock-migration.ts';
import { claimDeadlineMigration, deadlineMigration } from '../deadlines.ts';
import type { Migrations } from '../migrate.ts';

/** The schema of the sandbox payment provider of a region. */
export const sandboxSchema = (region: string): string => `sandbox_${region}`;

export const sandboxMigrations = (region: string): Migrations => ({
  '0001_clock': clockMigration(sandboxSchema(region)),
  '0002_deadlines': deadlineMigration,
  '0003_payments': `
    CREATE TABLE checkout (
      id text PRIMARY KEY,
      reference text NOT NULL UNIQUE,
      amount bigint NOT NULL,
      currency text NOT NULL,
      description text NOT NULL,
      expires_at timestamptz NOT NULL,
      callback_url text NOT NULL,
      return_url text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX checkout_expired ON checkout (expires_at);
    CREATE TABLE payment (
      id text PRIMARY KEY,
      checkout_id text NOT NULL REFERENCES checkout,
      amount bigint NOT NULL,
      currency text NOT NULL,
      state text NOT NULL CHECK (state IN ('paid', 'refused')),
      keeps_money boolean NOT NULL,
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX payment_of_checkout ON payment (checkout_id);
    CREATE TABLE refund (
      reference text PRIMARY KEY,
      payment_id text NOT NULL REFERENCES payment,
      amount bigint NOT NULL,
      state text NOT NULL DEFAULT 'accepted' CHECK (state IN ('accepted', 'succeeded', 'failed')),
      tries int NOT NULL DEFAULT 1,
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX refund_of_payment ON refund (payment_id);
    CREATE TABLE callback (
      id text PRIMARY KEY,
      checkout_id text NOT NULL REFERENCES checkout,
      url text NOT NULL,
      body text NOT NULL,
      tries int NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      taken_at timestamptz
    );
    CREATE INDEX callback_of_checkout ON callback (checkout_id);
    CREATE INDEX callback_created ON callback (created_at);
    INSERT INTO deadline (kind, subject, due_at) VALUES ('sweep', 'all', kaitong_now() + interval '1 hour');
  `,
  // What owners called their cameras stood behind it.
  '0004_descriptions_without_names': `
    UPDATE checkout SET description = regexp_replace(description, ' · .*$', '');
  `,
  '0005_claim_deadline': claimDeadlineMigration,
  '0006_unmoved_clock': unmovedClockMigration(sandboxSchema(region)),
  '0007_kept_clock': keptClockMigration(sandboxSchema(region)),
  '0008_mandates': `
    ALTER TABLE checkout ADD COLUMN wants_mandate boolean NOT NULL DEFAULT false;
    CREATE TABLE mandate (
      id text PRIMARY KEY,
      checkout_id text NOT NULL UNIQUE REFERENCES checkout,
      manner text NOT NULL DEFAULT 'pay' CHECK (manner IN ('pay', 'refuse', 'late', 'twice')),
      ended_at timestamptz
    );
    CREATE TABLE charge (
      reference text NOT NULL,
      attempt int NOT NULL,
      mandate_id text NOT NULL REFERENCES mandate,
      PRIMARY KEY (reference, attempt)
    );
  `,
});
