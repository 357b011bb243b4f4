import type { AccountId, TryOutcome, Webhook, WebhookKind } from '@kaitong/contract';
import type { ColumnType, Generated } from 'kysely';
import type { GeneratedStamp } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** Null, or by itself what the schema says, where an insert says nothing. */
type Unsaid = ColumnType<Date | null, Date | null | undefined, Date | null>;

export type WebhookTables = {
  webhook: {
    id: string;
    account_id: AccountId;
    url: string;
    kinds: WebhookKind[];
    /** Wrapped, as it signs. */
    secret: string;
    /** The one before it, which signs too until its time is over. */
    previous_secret: string | null;
    previous_until: Unsaid;
    state: Generated<Webhook['state']>;
    disabled_for: Webhook['disabledFor'];
    failing_since: Unsaid;
    created_at: GeneratedStamp;
  };
  /** One event for one webhook. */
  webhook_delivery: {
    id: string;
    seq: Generated<number>;
    webhook_id: string;
    type: WebhookKind | 'webhook.test';
    /** What is told of this, an application's id, is sent in order; a test's own id, which waits for nothing. */
    line: string;
    body: string;
    state: Generated<'waiting' | 'delivered' | 'failed'>;
    tries: Generated<number>;
    next_at: Unsaid;
    /** In a process's hands until then. */
    held_until: Unsaid;
    created_at: GeneratedStamp;
  };
  webhook_try: {
    id: Generated<number>;
    delivery_id: string;
    at: GeneratedStamp;
    took_ms: number;
    outcome: TryOutcome;
    status: number | null;
    answer: string;
  };
};

export const webhookMigrations: Migrations = {
  '1141_webhooks': `
    CREATE TABLE webhook (
      id text PRIMARY KEY,
      account_id text NOT NULL REFERENCES account ON DELETE CASCADE,
      url text NOT NULL,
      kinds text[] NOT NULL,
      secret text NOT NULL,
      previous_secret text,
      previous_until timestamptz,
      state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
      disabled_for text,
      failing_since timestamptz,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      CHECK ((state = 'disabled') = (disabled_for IS NOT NULL)),
      CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
    );
    CREATE INDEX webhook_account ON webhook (account_id, created_at);
    CREATE TABLE webhook_delivery (
      id text PRIMARY KEY,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      webhook_id text NOT NULL REFERENCES webhook ON DELETE CASCADE,
      type text NOT NULL,
      line text NOT NULL,
      body text NOT NULL,
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
      tries int NOT NULL DEFAULT 0,
      next_at timestamptz DEFAULT kaitong_now(),
      held_until timestamptz,
      created_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX webhook_delivery_list ON webhook_delivery (webhook_id, seq);
    CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook_id, line, seq) WHERE state = 'waiting';
    CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at);
    CREATE TABLE webhook_try (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      delivery_id text NOT NULL REFERENCES webhook_delivery ON DELETE CASCADE,
      at timestamptz NOT NULL DEFAULT kaitong_now(),
      took_ms int NOT NULL,
      outcome text NOT NULL,
      status int,
      answer text NOT NULL
    );
    CREATE INDEX webhook_try_delivery ON webhook_try (delivery_id, id);
  `,
};
