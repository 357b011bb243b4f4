import type { Currency, DeviceId, OrderId, OwnerId, PlanId, PlanPeriod, PlanTerms } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/**
 * Auto-renewal (自动续费) of a device, while it is on. In no backup: whoever ended it after the copy would be charged again.
 */
export type RenewalTable = {
  device_id: DeviceId;
  owner_id: OwnerId;
  provider: string;
  /** The provider's own id of what its payer agreed to; nothing else of it is known here. */
  mandate: string;
  plan_id: PlanId;
  terms: PlanTerms;
  period: PlanPeriod;
  /** What its owner agreed to pay, or paid last. */
  currency: Currency;
  amount: number;
  /** What was told of the next charge, when, and of which end. */
  told_amount: Generated<number | null>;
  told_currency: Generated<Currency | null>;
  told_at: StampOrNull;
  told_until: StampOrNull;
  /** The order that is being charged for. */
  order_id: Generated<OrderId | null>;
  /** Charges of it that the provider was asked for, when last, and how many it refused. */
  tries: Generated<number>;
  refused: Generated<number>;
  tried_at: StampOrNull;
  created_at: GeneratedStamp;
};

export type RenewalTables = { renewal: RenewalTable };

export const renewalMigrations: Migrations = {
  '1267_renewals': `
    CREATE TABLE renewal (
      device_id text PRIMARY KEY,
      owner_id text NOT NULL,
      provider text NOT NULL,
      mandate text NOT NULL,
      plan_id text NOT NULL,
      terms jsonb NOT NULL,
      period text NOT NULL,
      currency text NOT NULL,
      amount bigint NOT NULL,
      told_amount bigint,
      told_currency text,
      told_at timestamptz,
      told_until timestamptz,
      order_id text,
      tries int NOT NULL DEFAULT 0,
      refused int NOT NULL DEFAULT 0 CHECK (refused <= tries),
      tried_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    ALTER TABLE owner_order ADD COLUMN renewal text CHECK (renewal IN ('asked', 'charged'));
  `,
};
