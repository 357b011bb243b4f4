import type { Pid, WaiverId, WaiverSubject } from '@kaitong/contract';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

export type WaiverTable = {
  id: WaiverId;
  pid: Pid;
  subject: WaiverSubject;
  reason: string;
  given_at: GeneratedStamp;
  ends_at: Stamp;
  /** Its maker was told that it ends. */
  announced_at: StampOrNull;
  withdrawn_at: StampOrNull;
};

export type WaiverTables = { waiver: WaiverTable };

export const waiverMigrations: Migrations = {
  '1245_waivers': `
    CREATE TABLE waiver (
      id text PRIMARY KEY,
      pid text NOT NULL REFERENCES product ON DELETE CASCADE,
      subject jsonb NOT NULL,
      reason text NOT NULL,
      given_at timestamptz NOT NULL DEFAULT kaitong_now(),
      ends_at timestamptz NOT NULL,
      announced_at timestamptz,
      withdrawn_at timestamptz,
      CHECK (ends_at <= given_at + interval '181 days')
    );
    CREATE INDEX waiver_of_product ON waiver (pid, given_at DESC);`,
};
