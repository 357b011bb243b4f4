import type { AccountId, DeviceId, FirmwareVersion, Pid, Refusal, Region, SoakHour, SoakId } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** A soak as its region reported it last. */
export type SoakTable = {
  id: SoakId;
  account_id: AccountId;
  user_id: string;
  device_id: DeviceId;
  pid: Pid;
  firmware: FirmwareVersion | null;
  region: Region;
  sleepy: boolean;
  state: 'running' | 'ended';
  hours: Generated<SoakHour[]>;
  problem: Refusal | null;
  /** As of an extended test. */
  reports_taken: Generated<number>;
  created_at: GeneratedStamp;
  ended_at: StampOrNull;
};

export type SoakTables = { soak: SoakTable };

export const soakMigrations: Migrations = {
  '1300_soak': `
    CREATE TABLE soak (
      id text PRIMARY KEY,
      account_id text NOT NULL,
      user_id text NOT NULL,
      device_id text NOT NULL,
      pid text NOT NULL,
      firmware text,
      region text NOT NULL,
      sleepy boolean NOT NULL,
      state text NOT NULL CHECK (state IN ('running', 'ended')),
      hours jsonb NOT NULL DEFAULT '[]',
      problem jsonb,
      reports_taken bigint NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      ended_at timestamptz
    );
    CREATE INDEX soak_newest ON soak (account_id, created_at DESC, id DESC);
    CREATE INDEX soak_product ON soak (account_id, pid, created_at DESC, id DESC);
  `,
};
