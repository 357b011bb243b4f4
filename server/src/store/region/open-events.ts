import type { DeviceId, EventId, OwnerId, Pid } from '@kaitong/contract';
import type { GeneratedStamp } from '../columns.ts';
import type { Migrations } from '../migrate.ts';
import { quotaMigration } from '../quotas.ts';

/** Events that were opened within the last hour and are not closed: how many an owner or a product has at a time. */
export type OpenEventTable = {
  event_id: EventId;
  device_id: DeviceId;
  owner_id: OwnerId;
  pid: Pid;
  opened_at: GeneratedStamp;
};

export type OpenEventTables = { open_event: OpenEventTable };

export const openEventMigrations: Migrations = {
  '1175_quotas': quotaMigration,
  '1176_open_events': `
    CREATE TABLE open_event (
      event_id text PRIMARY KEY,
      device_id text NOT NULL,
      owner_id text NOT NULL,
      pid text NOT NULL,
      opened_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX open_event_of_owner ON open_event (owner_id, opened_at);
    CREATE INDEX open_event_of_product ON open_event (pid, opened_at);
    CREATE INDEX open_event_age ON open_event (opened_at);
  `,
};
