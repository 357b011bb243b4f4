import type { Migrations } from '../migrate.ts';
import { sandboxSchema } from '../sandbox/migrations.ts';

// What the sandbox payment provider kept here until it got a schema of its own.

export const sandboxMigrations = (region: string): Migrations => ({
  '0071_sandbox_payments': `
    CREATE TABLE sandbox_checkout (
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
    CREATE TABLE sandbox_payment (
      id text PRIMARY KEY,
      checkout_id text NOT NULL REFERENCES sandbox_checkout,
      amount bigint NOT NULL,
      currency text NOT NULL,
      state text NOT NULL CHECK (state IN ('paid', 'refused')),
      keeps_money boolean NOT NULL,
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX sandbox_payment_of_checkout ON sandbox_payment (checkout_id);
    CREATE TABLE sandbox_refund (
      reference text PRIMARY KEY,
      payment_id text NOT NULL REFERENCES sandbox_payment,
      amount bigint NOT NULL,
      state text NOT NULL DEFAULT 'accepted' CHECK (state IN ('accepted', 'succeeded', 'failed')),
      tries int NOT NULL DEFAULT 1,
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX sandbox_refund_of_payment ON sandbox_refund (payment_id);
    CREATE TABLE sandbox_callback (
      id text PRIMARY KEY,
      checkout_id text NOT NULL REFERENCES sandbox_checkout,
      url text NOT NULL,
      body text NOT NULL,
      tries int NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      taken_at timestamptz
    );
    CREATE INDEX sandbox_callback_of_checkout ON sandbox_callback (checkout_id);
  `,
  '0105_sandbox_indexes': `
    CREATE INDEX sandbox_checkout_expired ON sandbox_checkout (expires_at);
    CREATE INDEX sandbox_callback_created ON sandbox_callback (created_at);
  `,
  // Needs the sandbox's own schema only where there is something to be moved to it.
  '0600_sandbox_moved': `
    DO $$
    BEGIN
      IF EXISTS (SELECT FROM sandbox_checkout) THEN
        INSERT INTO ${sandboxSchema(region)}.checkout
          (id, reference, amount, currency, description, expires_at, callback_url, return_url, created_at)
          SELECT id, reference, amount, currency, description, expires_at, callback_url, return_url, created_at
          FROM sandbox_checkout;
        INSERT INTO ${sandboxSchema(region)}.payment (id, checkout_id, amount, currency, state, keeps_money, at)
          SELECT id, checkout_id, amount, currency, state, keeps_money, at FROM sandbox_payment;
        INSERT INTO ${sandboxSchema(region)}.refund (reference, payment_id, amount, state, tries, at)
          SELECT reference, payment_id, amount, state, tries, at FROM sandbox_refund;
        INSERT INTO ${sandboxSchema(region)}.callback (id, checkout_id, url, body, tries, created_at, taken_at)
          SELECT id, checkout_id, url, body, tries, created_at, taken_at FROM sandbox_callback;
        INSERT INTO ${sandboxSchema(region)}.deadline (kind, subject, due_at, tries)
          SELECT replace(kind, 'sandbox.', ''), subject, due_at, tries FROM deadline
          WHERE kind IN ('sandbox.callback', 'sandbox.refund');
      END IF;
    END $$;
    DELETE FROM deadline WHERE kind IN ('sandbox.callback', 'sandbox.refund');
    DROP TABLE sandbox_callback, sandbox_refund, sandbox_payment, sandbox_checkout;
  `,
});
