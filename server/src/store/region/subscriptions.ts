import type { DeviceId, OwnerId, Pid } from '@kaitong/contract';
import type { Subscription } from '@kaitong/core';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** The cloud storage of one owner's device. Its row is the lock under which anything of it changes. */
export type SubscriptionTable = {
  owner_id: OwnerId;
  device_id: DeviceId;
  pid: Pid;
  /** What `core` knows: slices, closed orders, the time of the last event. */
  subscription: Subscription;
  /** When it is active no more, everything queued included; null: never was. */
  ends_at: StampOrNull;
  /** When the key of (owner, device) is to be destroyed. */
  key_ends_at: StampOrNull;
  created_at: GeneratedStamp;
};

export type SubscriptionTables = { subscription: SubscriptionTable };

export const subscriptionMigrations: Migrations = {
  '0061_subscriptions': `
    CREATE TABLE subscription (
      owner_id text NOT NULL,
      device_id text NOT NULL,
      pid text NOT NULL,
      subscription jsonb NOT NULL,
      ends_at timestamptz,
      key_ends_at timestamptz,
      grant_version bigint NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (device_id)
    );
    CREATE INDEX subscription_of_owner ON subscription (owner_id);
    CREATE INDEX subscription_ending ON subscription (ends_at);
  `,
};
