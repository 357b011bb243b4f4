import type { DeviceId } from '@kaitong/contract';
import type { Recording } from '@kaitong/core';
import type { Generated } from 'kysely';
import type { Migrations } from '../migrate.ts';

/** What a device was told last of what it may record. Its row is the lock under which the next one is made. */
export type RecordingGrantTable = {
  device_id: DeviceId;
  /** Rises with each grant: a device ignores what is older than the last one it heard. */
  version: number;
  /** How long events may be while an extended test has the grant; null: it says what was bought. */
  lent_event_ms: Generated<number | null>;
  /** What may be recorded meanwhile. */
  lent_recording: Generated<Recording>;
};

export type RecordingGrantTables = { recording_grant: RecordingGrantTable };

export const recordingGrantMigrations: Migrations = {
  '0823_lent_recording': `
    ALTER TABLE recording_grant ADD COLUMN lent_recording text NOT NULL DEFAULT 'event'
      CHECK (lent_recording IN ('event', 'continuous'));
  `,
  '0310_recording_grants': `
    CREATE TABLE recording_grant (
      device_id text PRIMARY KEY,
      version bigint NOT NULL,
      lent_event_ms int
    );
    INSERT INTO recording_grant (device_id, version, lent_event_ms)
      SELECT subscription.device_id, grant_version, max_event_ms FROM subscription
      LEFT JOIN conformance ON conformance.device_id = subscription.device_id AND conformance.state = 'running';
    ALTER TABLE subscription DROP COLUMN grant_version;
  `,
};
