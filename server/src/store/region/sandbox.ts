import type { Currency } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

// The sandbox payment provider lives as another company would: nothing of ours reads these tables, nor it any of ours.

/** Something to be paid. Whoever has the id, which stands in the checkout's address, may pay it. */
export type SandboxCheckoutTable = {
  id: string;
  /** The merchant's id of it. */
  reference: string;
  amount: number;
  currency: Currency;
  description: string;
  expires_at: Stamp;
  callback_url: string;
  return_url: string;
  created_at: GeneratedStamp;
};

export type SandboxPaymentTable = {
  id: string;
  checkout_id: string;
  amount: number;
  currency: Currency;
  state: 'paid' | 'refused';
  /** Refunds of it are refused, because somebody ticked that. */
  keeps_money: boolean;
  at: GeneratedStamp;
};

export type SandboxRefundTable = {
  /** The merchant's id of it; `own` ones begin here. */
  reference: string;
  payment_id: string;
  amount: number;
  state: Generated<'accepted' | 'succeeded' | 'failed'>;
  /** Asked for again after it failed. */
  tries: Generated<number>;
  at: GeneratedStamp;
};

/** A message to the merchant, repeated until it is taken. */
export type SandboxCallbackTable = {
  id: string;
  checkout_id: string;
  url: string;
  body: string;
  tries: Generated<number>;
  created_at: GeneratedStamp;
  taken_at: StampOrNull;
};

export type SandboxTables = {
  sandbox_checkout: SandboxCheckoutTable;
  sandbox_payment: SandboxPaymentTable;
  sandbox_refund: SandboxRefundTable;
  sandbox_callback: SandboxCallbackTable;
};

export const sandboxMigrations: Migrations = {
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
};
