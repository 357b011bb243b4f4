import type { AccountId, ConformanceId, ConformanceItem, DeviceId, Pid, Refusal, Region } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** An extended test as its region reported it last. */
export type ConformanceTable = {
  id: ConformanceId;
  account_id: AccountId;
  user_id: string;
  device_id: DeviceId;
  pid: Pid;
  firmware: string | null;
  region: Region;
  state: 'running' | 'ended';
  items: ConformanceItem[];
  problem: Refusal | null;
  /** Highest number of the region's outbox that was taken. */
  reports_taken: Generated<number>;
  created_at: GeneratedStamp;
  ended_at: StampOrNull;
};

export type ConformanceTables = { conformance: ConformanceTable };

export const conformanceMigrations: Migrations = {
  '0090_conformance': `
    CREATE TABLE conformance (
      id text PRIMARY KEY,
      account_id text NOT NULL,
      user_id text NOT NULL,
      device_id text NOT NULL,
      pid text NOT NULL,
      firmware text,
      region text NOT NULL,
      state text NOT NULL CHECK (state IN ('running', 'ended')),
      items jsonb NOT NULL,
      problem jsonb,
      reports_taken bigint NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT kaitong_now(),
      ended_at timestamptz
    );
    CREATE INDEX conformance_newest ON conformance (account_id, created_at DESC, id DESC);
  `,
  '0091_certificate_not_offered': `
    UPDATE conformance SET items = replace(items::text, '"tls_off"', '"certificate_not_offered"')::jsonb
    WHERE items::text LIKE '%"tls_off"%';
  `,
  '1151_conformance_of_product':
    'CREATE INDEX conformance_product ON conformance (account_id, pid, created_at DESC, id DESC)',
  // Which firmware of a product passed, whichever account tried it.
  '1174_conformance_by_product': `CREATE INDEX conformance_by_product ON conformance (pid) WHERE state = 'ended'`,
};
