import type {
  AccountId,
  CouponId,
  Currency,
  OrderId,
  PaymentId,
  Pid,
  PlanId,
  PlanKind,
  RefundId,
  Region,
  RetentionDays,
  Uuid,
} from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** An order that an owner paid, with everything that its share rests on as it was at the payment. */
export type SoldOrderTable = {
  id: OrderId;
  region: Region;
  pid: Pid;
  uuid: Uuid;
  /** The product's account; null where control knows no such product, so that nobody can be owed a share. */
  account_id: AccountId | null;
  /** Null: the trial. */
  plan_id: PlanId | null;
  kind: PlanKind;
  retention_days: RetentionDays;
  trial: boolean;
  currency: Currency;
  list_price: number;
  paid: number;
  /** Null in mainland China. */
  us_dollar_list_price: number | null;
  coupon_id: CouponId | null;
  provider: string;
  /** Null: a coupon took everything off. */
  payment_id: PaymentId | null;
  paid_at: Stamp;
  /** Null: the account had agreed to none. */
  agreement_version: string | null;
  share_percent: number;
  share: number;
  share_currency: Currency;
  refunded: Generated<number>;
  reversed: Generated<number>;
  /** The statement that the share stands in. */
  statement_id: Generated<string | null>;
  reported_at: GeneratedStamp;
};

export type SoldRefundTable = {
  id: RefundId;
  order_id: OrderId;
  account_id: AccountId | null;
  currency: Currency;
  amount: number;
  share_currency: Currency;
  /** The part of the order's share that it took back. */
  reversed: number;
  at: Stamp;
  statement_id: Generated<string | null>;
};

/** A refund that was asked of the provider: until it is confirmed, or for as long as the provider refuses it. */
export type RefundRequestTable = {
  order_id: OrderId;
  id: RefundId;
  currency: Currency;
  amount: number;
  state: 'requested' | 'refused';
  at: Stamp;
};

/** The books. The database refuses what does not balance, and every change of what was booked. */
export type LedgerTables = {
  ledger_transaction: { id: Generated<number>; key: string; at: Stamp; booked_at: GeneratedStamp };
  ledger_posting: { transaction_id: number; n: number; account: string; currency: Currency; amount: number };
};

export type StatementTables = {
  statement: {
    id: string;
    account_id: AccountId;
    /** 2026-11. */
    month: string;
    created_at: GeneratedStamp;
  };
  statement_total: {
    statement_id: string;
    currency: Currency;
    orders: number;
    refunds: number;
    share: number;
    reversed: number;
    /** Zero or less: what the statement before left, after refunds of settled orders. */
    carried: number;
    settled: number;
  };
};

export type BillingTables = LedgerTables &
  StatementTables & {
    /** How far each region's numbered sales reports were taken. */
    sales_feed: { region: Region; taken: Generated<number> };
    sold_order: SoldOrderTable;
    sold_refund: SoldRefundTable;
    refund_request: RefundRequestTable;
    payout_channel: {
      account_id: AccountId;
      method: 'bank' | 'alipay' | 'paypal';
      currency: Currency;
      /** Holder, account and bank as JSON, wrapped for the place `payout channel {account_id}`. */
      wrapped: string;
      user_id: string;
      changed_at: GeneratedStamp;
    };
  };

export const billingMigrations: Migrations = {
  '0070_ledger': `
    CREATE TABLE ledger_transaction (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      key text NOT NULL UNIQUE,
      at timestamptz NOT NULL,
      booked_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE TABLE ledger_posting (
      transaction_id bigint NOT NULL REFERENCES ledger_transaction,
      n int NOT NULL,
      account text NOT NULL,
      currency text NOT NULL,
      amount bigint NOT NULL CHECK (amount <> 0),
      PRIMARY KEY (transaction_id, n)
    );
    -- Balances are read from the index alone; an account's transactions come out of it newest first.
    CREATE INDEX ledger_posting_account ON ledger_posting (account, transaction_id) INCLUDE (currency, amount);

    -- A restore runs under another search path, so the functions bring their own.
    CREATE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    DECLARE
      wrong record;
    BEGIN
      SELECT p.currency, sum(p.amount) AS total INTO wrong FROM ledger_posting p
      WHERE p.transaction_id = NEW.transaction_id GROUP BY p.currency HAVING sum(p.amount) <> 0 LIMIT 1;
      IF FOUND THEN
        RAISE EXCEPTION 'ledger transaction % does not balance: % % too many', NEW.transaction_id, wrong.total, wrong.currency
          USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER ledger_balance AFTER INSERT ON ledger_posting
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();

    CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'what was booked stays as it is: a mistake is mended by a further transaction'
        USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER ledger_posting_stays BEFORE UPDATE OR DELETE ON ledger_posting
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
    CREATE TRIGGER ledger_transaction_stays BEFORE UPDATE OR DELETE ON ledger_transaction
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
  `,
  '0071_sold_orders': `
    CREATE TABLE sales_feed (region text PRIMARY KEY, taken bigint NOT NULL DEFAULT 0);
    CREATE TABLE statement (
      id text PRIMARY KEY,
      account_id text NOT NULL REFERENCES account,
      month text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      UNIQUE (account_id, month)
    );
    CREATE INDEX statement_newest ON statement (month DESC, id DESC);
    CREATE TABLE statement_total (
      statement_id text NOT NULL REFERENCES statement,
      currency text NOT NULL,
      orders int NOT NULL,
      refunds int NOT NULL,
      share bigint NOT NULL,
      reversed bigint NOT NULL,
      carried bigint NOT NULL CHECK (carried <= 0),
      settled bigint NOT NULL CHECK (settled >= 0),
      PRIMARY KEY (statement_id, currency)
    );
    CREATE TABLE sold_order (
      id text PRIMARY KEY,
      region text NOT NULL,
      pid text NOT NULL,
      uuid text NOT NULL,
      account_id text REFERENCES account,
      plan_id text,
      kind text NOT NULL CHECK (kind IN ('event', 'continuous')),
      retention_days int NOT NULL,
      trial boolean NOT NULL,
      currency text NOT NULL,
      list_price bigint NOT NULL,
      paid bigint NOT NULL CHECK (paid >= 0),
      us_dollar_list_price bigint,
      coupon_id text,
      provider text NOT NULL,
      payment_id text,
      paid_at timestamptz NOT NULL,
      agreement_version text,
      share_percent int NOT NULL,
      share bigint NOT NULL CHECK (share >= 0),
      share_currency text NOT NULL,
      refunded bigint NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND paid),
      reversed bigint NOT NULL DEFAULT 0 CHECK (reversed BETWEEN 0 AND share),
      statement_id text REFERENCES statement,
      reported_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX sold_order_newest ON sold_order (paid_at DESC, id DESC);
    CREATE INDEX sold_order_account ON sold_order (account_id, paid_at DESC, id DESC);
    CREATE INDEX sold_order_statement ON sold_order (statement_id, paid_at, id) WHERE statement_id IS NOT NULL;
    CREATE INDEX sold_order_unstated ON sold_order (account_id, paid_at) WHERE statement_id IS NULL;
    CREATE TABLE sold_refund (
      id text NOT NULL,
      order_id text NOT NULL REFERENCES sold_order,
      account_id text REFERENCES account,
      currency text NOT NULL,
      amount bigint NOT NULL CHECK (amount > 0),
      share_currency text NOT NULL,
      reversed bigint NOT NULL CHECK (reversed >= 0),
      at timestamptz NOT NULL,
      statement_id text REFERENCES statement,
      PRIMARY KEY (order_id, id)
    );
    CREATE INDEX sold_refund_account ON sold_refund (account_id, at);
    CREATE INDEX sold_refund_statement ON sold_refund (statement_id, at, id) WHERE statement_id IS NOT NULL;
    CREATE INDEX sold_refund_unstated ON sold_refund (account_id, at) WHERE statement_id IS NULL;
    CREATE TABLE payout_channel (
      account_id text PRIMARY KEY REFERENCES account ON DELETE CASCADE,
      method text NOT NULL CHECK (method IN ('bank', 'alipay', 'paypal')),
      currency text NOT NULL,
      wrapped text NOT NULL,
      user_id text NOT NULL,
      changed_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    -- The handler sets it anew, for as long as there is a control plane.
    INSERT INTO deadline (kind, subject, due_at) VALUES ('billing.month', 'all', kaitong_now());
  `,
  '0106_refund_requests': `
    CREATE TABLE refund_request (
      order_id text NOT NULL REFERENCES sold_order,
      id text NOT NULL,
      currency text NOT NULL,
      amount bigint NOT NULL CHECK (amount > 0),
      state text NOT NULL CHECK (state IN ('requested', 'refused')),
      at timestamptz NOT NULL,
      PRIMARY KEY (order_id, id)
    )
  `,
  '1152_orders_of_product': `
    CREATE INDEX sold_order_product ON sold_order (account_id, pid, paid_at DESC, id DESC);
    CREATE INDEX sold_order_begin ON sold_order (account_id, id text_pattern_ops)`,
  '1154_refused_refunds': `CREATE INDEX refund_request_refused ON refund_request (at) WHERE state = 'refused'`,
};
