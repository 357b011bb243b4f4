import type { AccountId, ApplicationId, DeviceId, EventId, Pid } from '@kaitong/contract';
import type { Level2Engine } from '@kaitong/judge';
import type { ColumnType, Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/**
 * Objects that a judge's process is at work on, and those that it gave back because it starved. The start is written outside
 * of the transaction that holds the object's row.
 */
export type JudgeWorkTable = {
  event_id: EventId;
  n: number;
  /** Null: nobody is at work on it now. */
  started_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** How often it was given back. */
  starved: Generated<number>;
};

/** The judges of this region's processes, as each says every few seconds. */
export type JudgeProcessTable = {
  id: string;
  /** Decodes at once; a fraction where several regions share one judge. */
  lanes: number;
  /** Milliseconds that one of them takes for a second of footage. */
  footage_cost: number;
  /** `null`: it cannot decode. */
  decoder: Level2Engine | null;
  heard_at: GeneratedStamp;
};

/** An application that waits for a place before the judge: its device has been asked for nothing yet. */
export type WaitingRunTable = {
  application_id: ApplicationId;
  start: WaitingStart;
  /** Its place in the line. */
  seq: Generated<number>;
  asked_at: GeneratedStamp;
  /** What the maker was told last. */
  told_place: number | null;
  told_at: StampOrNull;
  /** Until when control was told to wait. */
  patient_until: StampOrNull;
};

export type WaitingStart = {
  deviceId: DeviceId;
  pid: Pid;
  pairedAt: string;
  accountId: AccountId;
  accountName: string;
  waitMs?: number | undefined;
};

export type JudgingTables = {
  judge_work: JudgeWorkTable;
  judge_process: JudgeProcessTable;
  waiting_run: WaitingRunTable;
};

export const judgingMigrations: Migrations = {
  '0070_judging': `
    CREATE TABLE judge_work (
      event_id text NOT NULL,
      n int NOT NULL,
      started_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (event_id, n)
    );
    CREATE TABLE judge_process (
      id text PRIMARY KEY,
      lanes double precision NOT NULL,
      footage_cost double precision NOT NULL,
      heard_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE TABLE waiting_run (
      application_id text PRIMARY KEY,
      start jsonb NOT NULL,
      seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      asked_at timestamptz NOT NULL DEFAULT kaitong_now(),
      told_place int
    );
    CREATE INDEX run_ended ON run (ended_at) WHERE ended_at IS NOT NULL;
  `,
  '0830_judge_starved': `
    ALTER TABLE judge_work ALTER COLUMN started_at DROP NOT NULL;
    ALTER TABLE judge_work ADD COLUMN starved int NOT NULL DEFAULT 0;
  `,
  '1160_told_patience': 'ALTER TABLE waiting_run ADD COLUMN patient_until timestamptz',
  '1165_judge_decoder': 'ALTER TABLE judge_process ADD COLUMN decoder text',
  '1166_told_at': 'ALTER TABLE waiting_run ADD COLUMN told_at timestamptz',
};
