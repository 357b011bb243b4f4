import type { DeviceId } from '@kaitong/contract';
import type { Stamp } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** What was ignored or refused of a device: what is alike within a minute is one line. */
export type DeviceLogTable = {
  device_id: DeviceId;
  minute: Stamp;
  code: string;
  /** What it was about: a topic, an operation; empty where the code says it all. */
  detail: string;
  first_at: Stamp;
  last_at: Stamp;
  count: number;
};

export type DeviceLogTables = { device_log: DeviceLogTable };

export const deviceLogMigrations: Migrations = {
  '0510_device_log': `
    CREATE TABLE device_log (
      device_id text NOT NULL,
      minute timestamptz NOT NULL,
      code text NOT NULL,
      detail text NOT NULL,
      first_at timestamptz NOT NULL,
      last_at timestamptz NOT NULL,
      count int NOT NULL,
      PRIMARY KEY (device_id, minute, code, detail)
    );
    CREATE INDEX device_log_by_age ON device_log (minute);
    INSERT INTO deadline (kind, subject, due_at) VALUES ('device.log', 'all', kaitong_now());
  `,
};
