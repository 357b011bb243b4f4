import type { AccountId, ApplicationId, DeviceId, FirmwareVersion, OwnerId, Pid, Refusal } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import type { ProbeStep, RunStep } from '@kaitong/core';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** How the latest test event of a run stands. */
export type RunProbe = {
  id: string;
  /** Which of the run it is, from 1. */
  n: number;
  commandId: string;
  /** Of its own grant: opens this test and nothing else. */
  nonce: string;
  grantEndsAt: string;
  step: ProbeStep;
  /** Reasons that the maker was told of. */
  refused: string[];
  /** Whether its device opened an event for it. */
  isOpened: boolean;
  /** Of one that has ended: nothing keeps anybody from waving. */
  hasPassed?: boolean;
  /** Ids of the run's latest tests before it, the last one first: what comes late of them is nothing to it. */
  earlier?: string[];
};

/** A region's part of an application, under the application's id. */
export type RunTable = {
  application_id: ApplicationId;
  device_id: DeviceId;
  pid: Pid;
  owner_id: OwnerId;
  paired_at: Stamp;
  account_id: AccountId;
  account_name: string;
  state: 'running' | 'passed' | 'failed' | 'ended';
  step: RunStep;
  step_started_at: GeneratedStamp;
  deadline_at: Stamp;
  /** Nothing is accepted after this, whatever the state says; of a run that is over, its end. */
  grant_expires_at: Stamp;
  /** Until then its device may still show the grant, and hears that it has ended. */
  grant_given_until: Stamp;
  nonce: string;
  grant_command_id: string | null;
  dormant: boolean;
  /** How long its event is waited for, where that is not the usual. */
  event_wait_ms: number | null;
  /** As acknowledged; the same at open and close. */
  firmware: FirmwareVersion | null;
  last_refusal: string | null;
  /** What was wrong with the bytes, where the last refusal was one of the object store. */
  last_finding: Finding | null;
  problem: Refusal | null;
  /** What the device did wrong on the way, whatever became of its footage. */
  flow: Generated<Finding[]>;
  /** What its verdict found, until the headers around it are read: before its footage is deleted. */
  unread_findings: Generated<Finding[] | null>;
  /** Since when the device has been away in mid-upload; null while it is there. */
  away_since: StampOrNull;
  /** The longest time for which it was. */
  away_ms: Generated<number>;
  /** The latest test event; null where the device makes none. */
  probe: RunProbe | null;
  revoke_command_id: string | null;
  /** When a second wave was asked for, because the clip looked like an earlier one. */
  asked_again_at: Generated<Date | null>;
  /** The first call of an upload that came after the run's end. */
  late_call_at: StampOrNull;
  /** How far the region's tally of outages was counted for this run, and what came of it; see `core`'s `giveBack`. */
  lost_seen_ms: Generated<number>;
  given_back_ms: Generated<number>;
  lost_for_good_ms: Generated<number>;
  footage: 'none' | 'visible' | 'private' | 'deleted';
  started_at: GeneratedStamp;
  ended_at: StampOrNull;
};

export type RunTables = { run: RunTable };

export const runMigrations: Migrations = {
  '0040_runs': `
    CREATE TABLE run (
      application_id text PRIMARY KEY,
      device_id text NOT NULL,
      pid text NOT NULL,
      owner_id text NOT NULL,
      paired_at timestamptz NOT NULL,
      account_id text NOT NULL,
      account_name text NOT NULL,
      state text NOT NULL CHECK (state IN ('running', 'passed', 'failed', 'ended')),
      step text NOT NULL,
      step_started_at timestamptz NOT NULL DEFAULT kaitong_now(),
      deadline_at timestamptz NOT NULL,
      grant_expires_at timestamptz NOT NULL,
      nonce text NOT NULL,
      grant_command_id text,
      dormant boolean NOT NULL,
      firmware text,
      last_refusal text,
      problem jsonb,
      footage text NOT NULL DEFAULT 'none',
      started_at timestamptz NOT NULL DEFAULT kaitong_now(),
      ended_at timestamptz
    );
    CREATE UNIQUE INDEX run_running_device ON run (device_id) WHERE state = 'running';
    CREATE UNIQUE INDEX run_grant_command ON run (grant_command_id) WHERE grant_command_id IS NOT NULL;
  `,
  '0042_run_finding': 'ALTER TABLE run ADD COLUMN last_finding jsonb',
  '0062_run_probe': `
    ALTER TABLE run ADD COLUMN flow jsonb NOT NULL DEFAULT '[]', ADD COLUMN probe jsonb,
      ADD COLUMN revoke_command_id text, ADD COLUMN late_call_at timestamptz;
    CREATE UNIQUE INDEX run_probe_command ON run ((probe ->> 'commandId')) WHERE probe IS NOT NULL;
  `,
  '0320_run_away': `
    ALTER TABLE run ADD COLUMN away_since timestamptz, ADD COLUMN away_ms int NOT NULL DEFAULT 0;
  `,
  '0910_run_outages': `
    ALTER TABLE run ADD COLUMN lost_seen_ms bigint NOT NULL DEFAULT 0, ADD COLUMN given_back_ms int NOT NULL DEFAULT 0,
      ADD COLUMN lost_for_good_ms bigint NOT NULL DEFAULT 0;
  `,
  // Tests of before ran beside `await-event`, under the run's grant: one that is under way is given up.
  '1132_run_findings': 'ALTER TABLE run ADD COLUMN unread_findings jsonb',
  '1070_run_preflight': `
    UPDATE run SET probe = probe || jsonb_build_object('n', 1, 'nonce', nonce, 'grantEndsAt', to_jsonb(grant_expires_at),
      'step', 'ended', 'isOpened', coalesce(probe -> 'isOpened', 'true'))
    WHERE probe IS NOT NULL;
  `,
  '0800_second_wave': 'ALTER TABLE run ADD COLUMN asked_again_at timestamptz',
  '1151_patient_runs': 'ALTER TABLE run ADD COLUMN event_wait_ms int',
};
