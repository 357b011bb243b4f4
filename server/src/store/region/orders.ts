import type {
  ContactState,
  CouponId,
  Currency,
  DeviceId,
  OperatorContact,
  OrderId,
  OrderState,
  OwnerId,
  PaymentId,
  Pid,
  PlanId,
  PlanPeriod,
  PlanTerms,
  PricedPlan,
  PurchaseUse,
  SegmentSeconds,
  Uuid,
} from '@kaitong/contract';
import type { Refund, StrayPayment } from '@kaitong/core';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** What this region sells and asks of its cameras, as control told it last. One row. */
export type CatalogueTable = {
  only_row: Generated<boolean>;
  version: number;
  plans: PricedPlan[];
  defaults: PlanId[];
  contact: OperatorContact;
  /** How long its cameras are asked to make the segments of continuous footage. */
  segment_seconds: Generated<SegmentSeconds>;
};

/** An owner's purchase. Its row is the lock under which it moves. Amounts are minor units of `currency`. */
export type OwnerOrderTable = {
  id: OrderId;
  /** The owner's own id of the request: the same again is the same order. */
  request_id: string;
  owner_id: OwnerId;
  device_id: DeviceId;
  device_name: string;
  uuid: Uuid;
  pid: Pid;
  trial: boolean;
  /** null: the trial. */
  plan_id: PlanId | null;
  terms: PlanTerms;
  period: PlanPeriod | null;
  use: PurchaseUse;
  /** A change of plan: whose place it takes, and what was promised to come back of that one. */
  replaces: Generated<OrderId | null>;
  credit: Generated<number | null>;
  currency: Currency;
  list_amount: number;
  /** In cents; null in mainland China and for the trial. */
  us_dollar_amount: number | null;
  /** What is paid, after the coupon. */
  amount: number;
  coupon_code: string | null;
  coupon_id: CouponId | null;
  provider: string;
  state: Generated<OrderState>;
  paid_by: PaymentId | null;
  /** `asked`: its owner agreed to be charged for the next periods as well; `charged`: it is such a period. */
  renewal: Generated<'asked' | 'charged' | null>;
  stray: Generated<StrayPayment[]>;
  refunds: Generated<Refund[]>;
  created_at: GeneratedStamp;
  expires_at: Stamp;
  /** What it needs of control is held and the provider awaits the payment: from then on its owner sees it. */
  prepared_at: StampOrNull;
  paid_at: StampOrNull;
  checkout_url: string | null;
};

/** An app account that the operator suspended. */
export type OwnerSuspensionTable = { owner_id: OwnerId; reason: string; at: GeneratedStamp };

/** What an owner asks the operator for; control works it off. */
export type ContactRequestTable = {
  id: string;
  owner_id: OwnerId;
  device_id: DeviceId;
  message: string;
  state: Generated<ContactState>;
  at: GeneratedStamp;
};

export type OrderTables = {
  catalogue: CatalogueTable;
  owner_order: OwnerOrderTable;
  owner_suspension: OwnerSuspensionTable;
  contact_request: ContactRequestTable;
};

export const planChangeMigration = `
  ALTER TABLE owner_order DROP CONSTRAINT owner_order_use_check;
  ALTER TABLE owner_order ADD CHECK (use IN ('now', 'queue', 'change'));
  ALTER TABLE owner_order ADD COLUMN replaces text;
  ALTER TABLE owner_order ADD COLUMN credit bigint CHECK (credit >= 0);
  ALTER TABLE owner_order ADD CHECK ((replaces IS NULL) = (credit IS NULL));
`;

export const orderMigrations: Migrations = {
  '1331_segment_seconds': 'ALTER TABLE catalogue ADD COLUMN segment_seconds int NOT NULL DEFAULT 10',
  '0070_orders': `
    CREATE TABLE catalogue (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      version bigint NOT NULL,
      plans jsonb NOT NULL,
      defaults jsonb NOT NULL,
      contact jsonb NOT NULL
    );
    CREATE TABLE owner_order (
      id text PRIMARY KEY,
      request_id text NOT NULL,
      owner_id text NOT NULL,
      device_id text NOT NULL,
      device_name text NOT NULL,
      uuid text NOT NULL,
      pid text NOT NULL,
      trial boolean NOT NULL,
      plan_id text,
      terms jsonb NOT NULL,
      period text,
      use text NOT NULL CHECK (use IN ('now', 'queue')),
      currency text NOT NULL,
      list_amount bigint NOT NULL CHECK (list_amount >= 0),
      us_dollar_amount bigint,
      amount bigint NOT NULL CHECK (amount BETWEEN 0 AND list_amount),
      coupon_code text,
      coupon_id text,
      provider text NOT NULL,
      state text NOT NULL DEFAULT 'created'
        CHECK (state IN ('created', 'paid', 'cancelled', 'expired', 'refunded')),
      paid_by text,
      stray jsonb NOT NULL DEFAULT '[]',
      refunds jsonb NOT NULL DEFAULT '[]',
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      expires_at timestamptz NOT NULL,
      prepared_at timestamptz,
      paid_at timestamptz,
      checkout_url text,
      UNIQUE (owner_id, request_id)
    );
    CREATE INDEX owner_order_newest ON owner_order (owner_id, created_at DESC, id DESC);
    CREATE INDEX owner_order_of_device ON owner_order (device_id);
    CREATE TABLE owner_suspension (
      owner_id text PRIMARY KEY REFERENCES login_user ON DELETE CASCADE,
      reason text NOT NULL,
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE TABLE contact_request (
      id text PRIMARY KEY,
      owner_id text NOT NULL,
      device_id text NOT NULL,
      message text NOT NULL,
      state text NOT NULL DEFAULT 'sent' CHECK (state IN ('sent', 'in_contact', 'closed')),
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX contact_request_newest ON contact_request (owner_id, at DESC, id DESC);
  `,
  '0104_order_indexes': `
    -- Asked for with every look at the plans, and once an hour.
    CREATE INDEX owner_order_trial ON owner_order (uuid) WHERE trial;
    CREATE INDEX owner_order_unprepared ON owner_order (expires_at) WHERE prepared_at IS NULL;
  `,
  '0108_unpaid_orders': `
    DROP INDEX owner_order_unprepared;
    CREATE INDEX owner_order_unpaid ON owner_order (expires_at)
      WHERE state IN ('cancelled', 'expired') AND stray = '[]';
  `,
  // What owners had taken back and providers refused waited for somebody to ask again. What the operator asked for after it
  // may have been meant in its place.
  '1120_refused_refunds': `
    INSERT INTO deadline (kind, subject, due_at)
    SELECT 'payment.refund', id || ' ' || (refund ->> 'refundId'), kaitong_now()
    FROM owner_order, LATERAL (SELECT refunds -> -1 AS refund) last
    WHERE refund ->> 'state' = 'failed' AND refund ->> 'refundId' = 'rf' || substr(id, 3)
    ON CONFLICT DO NOTHING;
  `,
};
