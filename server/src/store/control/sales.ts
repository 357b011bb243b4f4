import type {
  AccountId,
  ApplicationId,
  ContactState,
  ContactTopic,
  CouponId,
  Currency,
  DeviceId,
  OrderId,
  Pid,
  PlanId,
  PlanKind,
  PlanPeriod,
  Region,
  RetentionDays,
  SegmentSeconds,
  Uuid,
} from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';
import { defaultPlansMigration } from './default-plans.ts';

export type SaleTables = {
  /** What a region charges in, and which rule of the agreement its sales fall under; and what its cameras are asked for. */
  region_setting: {
    region: Region;
    currency: Currency;
    mainland: boolean;
    /** How long cameras are asked to make the segments of continuous footage. */
    segment_seconds: Generated<SegmentSeconds>;
  };
  plan: {
    id: PlanId;
    kind: PlanKind;
    retention_days: RetentionDays;
    /** How much a camera may keep beyond those days; null: what core gives a plan that does not say. */
    kept_bytes: Generated<number | null>;
    period: PlanPeriod;
    /** Sold by products that have chosen none. */
    is_default: boolean;
    created_at: GeneratedStamp;
    withdrawn_at: StampOrNull;
  };
  /** In minor units. `us_dollar` in cents; null in mainland China. */
  plan_price: { plan_id: PlanId; region: Region; amount: number; currency: Currency; us_dollar: number | null };
  /** What a product sells instead of the defaults. No rows: the defaults. */
  product_plan: { pid: Pid; plan_id: PlanId };
  /** No row: on sale since its activation. A suspension outlives the activation, so that a new one does not shake it off. */
  product_sale: {
    pid: Pid;
    resumed_at: StampOrNull;
    stopped_at: StampOrNull;
    stop_reason: string | null;
    suspended_at: StampOrNull;
    suspension_reason: string | null;
  };
  /** Activations that were undone: a PID may have many, and `activation` holds the one in force. */
  past_activation: {
    application_id: ApplicationId;
    pid: Pid;
    account_id: AccountId;
    device_id: DeviceId;
    firmware: string;
    activated_at: Stamp;
    ended_at: GeneratedStamp;
    reason: string;
    user_id: string;
  };
  coupon: {
    id: CouponId;
    account_id: AccountId;
    user_id: string;
    /** Upper case. Owners type it without saying whose it is, so it is taken once in the whole platform. */
    code: string;
    name: string;
    off_amount: number | null;
    off_currency: Currency | null;
    percent: number | null;
    valid_from: Stamp;
    valid_until: Stamp;
    use_limit: number | null;
    /** Uses that are held or used, counted under the row's lock. */
    used: Generated<number>;
    created_at: GeneratedStamp;
    ended_at: StampOrNull;
  };
  coupon_product: { coupon_id: CouponId; pid: Pid };
  coupon_use: {
    order_id: OrderId;
    coupon_id: CouponId;
    region: Region;
    state: 'held' | 'used' | 'released';
    at: GeneratedStamp;
  };
  /** The one trial of a unit. Given back: no row. */
  trial: { uuid: Uuid; order_id: OrderId; region: Region; pid: Pid; state: 'held' | 'used'; at: GeneratedStamp };
  /** Orders that were closed unpaid: a claim that was on its way meanwhile must not hold anything for them. */
  closed_order: { order_id: OrderId; at: GeneratedStamp };
  contact_request: {
    id: string;
    topic: ContactTopic;
    /** The region's own id of an owner's request; null, as the region, where a maker asks. */
    request_id: string | null;
    region: Region | null;
    account_id: AccountId | null;
    from_name: string;
    contact: string;
    device_id: DeviceId | null;
    pid: Pid | null;
    message: string;
    state: Generated<ContactState>;
    answer: string | null;
    created_at: Stamp;
    changed_at: Stamp;
  };
  /** What the operator changed of the market's shelves; null: as it is built in. */
  service_setting: { service_id: string; hot: boolean | null; listed: boolean | null };
  operator_contact: { only_row: Generated<boolean>; name: string; phone: string; email: string; note: string };
  /** Of what regions sell; rises with every change of plans, prices or contact. */
  catalogue: { only_row: Generated<boolean>; version: number };
  /** What each region has of it, and how its delivery goes. */
  catalogue_publication: {
    region: Region;
    confirmed_version: Generated<number>;
    tries: Generated<number>;
    lagging_since: StampOrNull;
    confirmed_at: StampOrNull;
  };
};

export const saleMigrations: Migrations = {
  '1330_segment_seconds': `
    ALTER TABLE region_setting ADD COLUMN segment_seconds int NOT NULL DEFAULT 10 CHECK (segment_seconds IN (10, 20, 60))
  `,
  '0060_sales': `
    CREATE TABLE region_setting (
      region text PRIMARY KEY,
      currency text NOT NULL,
      mainland boolean NOT NULL
    );
    CREATE TABLE plan (
      id text PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('event', 'continuous')),
      retention_days int NOT NULL,
      period text NOT NULL CHECK (period IN ('month', 'year')),
      is_default boolean NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      withdrawn_at timestamptz
    );
    CREATE TABLE plan_price (
      plan_id text NOT NULL REFERENCES plan,
      region text NOT NULL,
      amount bigint NOT NULL CHECK (amount > 0),
      currency text NOT NULL,
      us_dollar bigint CHECK (us_dollar > 0),
      PRIMARY KEY (plan_id, region)
    );
    CREATE TABLE product_plan (
      pid text NOT NULL REFERENCES product ON DELETE CASCADE,
      plan_id text NOT NULL REFERENCES plan,
      PRIMARY KEY (pid, plan_id)
    );
    CREATE INDEX product_plan_plan ON product_plan (plan_id, pid);
    CREATE TABLE product_sale (
      pid text PRIMARY KEY REFERENCES product ON DELETE CASCADE,
      resumed_at timestamptz,
      stopped_at timestamptz,
      stop_reason text,
      suspended_at timestamptz,
      suspension_reason text
    );
    CREATE INDEX activation_newest ON activation (activated_at DESC, pid DESC);
    CREATE TABLE past_activation (
      application_id text PRIMARY KEY REFERENCES application (id),
      pid text NOT NULL REFERENCES product ON DELETE CASCADE,
      account_id text NOT NULL,
      device_id text NOT NULL,
      firmware text NOT NULL,
      activated_at timestamptz NOT NULL,
      ended_at timestamptz NOT NULL DEFAULT kaitong_now(),
      reason text NOT NULL,
      user_id text NOT NULL
    );
    CREATE INDEX past_activation_product ON past_activation (pid, activated_at DESC, application_id);
    -- Of products that were published before, regions do not know what is said of them now.
    UPDATE product SET version = version + 1;
    -- What was changed, and from what: a price that an operator replaced stands nowhere else.
    ALTER TABLE audit ADD COLUMN details jsonb;
  `,
  '0061_coupons_and_trials': `
    CREATE TABLE coupon (
      id text PRIMARY KEY,
      account_id text NOT NULL REFERENCES account,
      user_id text NOT NULL,
      code text NOT NULL UNIQUE CHECK (code = upper(code)),
      name text NOT NULL,
      off_amount bigint CHECK (off_amount > 0),
      off_currency text,
      percent int CHECK (percent BETWEEN 1 AND 100),
      valid_from timestamptz NOT NULL,
      valid_until timestamptz NOT NULL CHECK (valid_until > valid_from),
      use_limit bigint CHECK (use_limit > 0),
      used bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      ended_at timestamptz,
      CHECK ((percent IS NULL) <> (off_amount IS NULL)),
      CHECK ((off_amount IS NULL) = (off_currency IS NULL))
    );
    CREATE INDEX coupon_newest ON coupon (account_id, created_at DESC, id DESC);
    CREATE TABLE coupon_product (
      coupon_id text NOT NULL REFERENCES coupon,
      pid text NOT NULL REFERENCES product ON DELETE CASCADE,
      PRIMARY KEY (coupon_id, pid)
    );
    CREATE INDEX coupon_product_product ON coupon_product (pid);
    CREATE TABLE coupon_use (
      order_id text PRIMARY KEY,
      coupon_id text NOT NULL REFERENCES coupon,
      region text NOT NULL,
      state text NOT NULL CHECK (state IN ('held', 'used', 'released')),
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX coupon_use_coupon ON coupon_use (coupon_id);
    CREATE TABLE trial (
      uuid text PRIMARY KEY,
      order_id text NOT NULL UNIQUE,
      region text NOT NULL,
      pid text NOT NULL,
      state text NOT NULL CHECK (state IN ('held', 'used')),
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE TABLE closed_order (
      order_id text PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX closed_order_at ON closed_order (at);
  `,
  '0062_requests_and_catalogue': `
    CREATE TABLE contact_request (
      id text PRIMARY KEY,
      topic text NOT NULL CHECK (topic IN ('expired', 'prepaid')),
      request_id text,
      region text,
      account_id text REFERENCES account,
      from_name text NOT NULL,
      contact text NOT NULL,
      device_id text,
      pid text,
      message text NOT NULL,
      state text NOT NULL DEFAULT 'sent' CHECK (state IN ('sent', 'in_contact', 'closed')),
      answer text,
      created_at timestamptz NOT NULL,
      changed_at timestamptz NOT NULL,
      UNIQUE (region, request_id)
    );
    CREATE INDEX contact_request_newest ON contact_request (created_at DESC, id DESC);
    CREATE INDEX contact_request_account ON contact_request (account_id, created_at DESC, id DESC)
      WHERE account_id IS NOT NULL;
    CREATE TABLE service_setting (
      service_id text PRIMARY KEY,
      hot boolean,
      listed boolean
    );
    CREATE TABLE operator_contact (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      name text NOT NULL,
      phone text NOT NULL,
      email text NOT NULL,
      note text NOT NULL
    );
    CREATE TABLE catalogue (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      version bigint NOT NULL
    );
    INSERT INTO catalogue (version) VALUES (1);
    CREATE TABLE catalogue_publication (
      region text PRIMARY KEY,
      confirmed_version bigint NOT NULL DEFAULT 0,
      tries int NOT NULL DEFAULT 0,
      lagging_since timestamptz,
      confirmed_at timestamptz
    );
  `,
  '0063_default_plans': defaultPlansMigration,
  '1155_open_requests': `CREATE INDEX contact_request_open ON contact_request (created_at, id) WHERE state = 'sent'`,
};
