import type { AccountId, DeviceId, OwnerId, Pid, Refusal, SoakHour, SoakId } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** A device that is watched for a day of use, under control's id. */
export type SoakTable = {
  id: SoakId;
  device_id: DeviceId;
  pid: Pid;
  owner_id: OwnerId;
  account_id: AccountId;
  state: 'running' | 'ended';
  /** It simulates motion, so it is asked for events. */
  commanded: boolean;
  /** When it was asked; ISO. */
  asks: Generated<string[]>;
  hours: Generated<SoakHour[]>;
  /** When the last of them was over it had no line. */
  was_away: Generated<boolean>;
  started_at: GeneratedStamp;
  problem: Refusal | null;
  ended_at: StampOrNull;
};

export type SoakTables = { soak: SoakTable };

export const soakMigrations: Migrations = {
  '1300_soak': `
    CREATE TABLE soak (
      id text PRIMARY KEY,
      device_id text NOT NULL,
      pid text NOT NULL,
      owner_id text NOT NULL,
      account_id text NOT NULL,
      state text NOT NULL CHECK (state IN ('running', 'ended')),
      commanded boolean NOT NULL,
      asks jsonb NOT NULL DEFAULT '[]',
      hours jsonb NOT NULL DEFAULT '[]',
      was_away boolean NOT NULL DEFAULT false,
      started_at timestamptz NOT NULL DEFAULT kaitong_now(),
      problem jsonb,
      ended_at timestamptz
    );
    CREATE UNIQUE INDEX soak_running ON soak (device_id) WHERE state = 'running';
  `,
};
