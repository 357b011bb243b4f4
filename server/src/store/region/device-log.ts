import type { AccountId, DeviceId, DeviceLogCode, OwnerId } from '@kaitong/contract';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** What happened between a device and its region, numbered for each device without a gap. */
export type DeviceLogTable = {
  device_id: DeviceId;
  n: number;
  at: Stamp;
  code: DeviceLogCode;
  name: string;
  reason: string;
  detail: string;
  count: number;
};

/** A device's last number. Whoever writes holds its row, so that numbers are seen in their order. */
export type DeviceLogHeadTable = {
  device_id: DeviceId;
  last: number;
  /** Until then each new line is told. */
  followed_until: StampOrNull;
};

/** How often something of a device was refused on a day, however much of it was kept. */
export type DeviceLogDayTable = {
  device_id: DeviceId;
  day: string;
  code: DeviceLogCode;
  name: string;
  reason: string;
  count: number;
};

/** A code by which its owner lets one account read a device's log. */
export type DeviceSupportTable = {
  device_id: DeviceId;
  owner_id: OwnerId;
  hash: string;
  until: Stamp;
  account_id: AccountId | null;
  account_name: string | null;
  redeemed_at: StampOrNull;
};

/** Who read a device's log, by hour. */
export type DeviceLookTable = {
  device_id: DeviceId;
  account_id: AccountId;
  hour: Stamp;
  account_name: string;
  first_at: GeneratedStamp;
  last_at: Stamp;
};

export type DeviceLogTables = {
  device_log: DeviceLogTable;
  device_log_head: DeviceLogHeadTable;
  device_log_day: DeviceLogDayTable;
  device_support: DeviceSupportTable;
  device_look: DeviceLookTable;
};

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
  '1130_whole_device_log': `
    ALTER TABLE device_log RENAME TO refusal_log;
    ALTER INDEX device_log_pkey RENAME TO refusal_log_pkey;
    CREATE TABLE device_log (
      device_id text NOT NULL,
      n bigint NOT NULL,
      at timestamptz NOT NULL,
      code text NOT NULL,
      name text NOT NULL,
      reason text NOT NULL,
      detail text NOT NULL,
      count int NOT NULL,
      PRIMARY KEY (device_id, n)
    );
    CREATE TABLE device_log_head (
      device_id text PRIMARY KEY,
      last bigint NOT NULL,
      followed_until timestamptz
    );
    CREATE TABLE device_log_day (
      device_id text NOT NULL,
      day date NOT NULL,
      code text NOT NULL,
      name text NOT NULL,
      reason text NOT NULL,
      count bigint NOT NULL,
      PRIMARY KEY (device_id, day, code, name, reason)
    );
    INSERT INTO device_log
    SELECT device_id, row_number() OVER (PARTITION BY device_id ORDER BY last_at, code, detail), last_at, code, '', '',
      detail, count FROM refusal_log;
    INSERT INTO device_log_head SELECT device_id, count(*) FROM refusal_log GROUP BY device_id;
    INSERT INTO device_log_day
    SELECT device_id, (minute AT TIME ZONE 'UTC')::date, code, '', '', sum(count) FROM refusal_log GROUP BY 1, 2, 3;
    DROP TABLE refusal_log;
    CREATE INDEX device_log_by_age ON device_log (at);
    CREATE INDEX device_log_day_by_age ON device_log_day (day);
  `,
  '1131_device_support': `
    CREATE TABLE device_support (
      device_id text PRIMARY KEY,
      owner_id text NOT NULL,
      hash text NOT NULL,
      until timestamptz NOT NULL,
      account_id text,
      account_name text,
      redeemed_at timestamptz
    );
    CREATE TABLE device_look (
      device_id text NOT NULL,
      account_id text NOT NULL,
      hour timestamptz NOT NULL,
      account_name text NOT NULL,
      first_at timestamptz NOT NULL DEFAULT kaitong_now(),
      last_at timestamptz NOT NULL,
      PRIMARY KEY (device_id, account_id, hour)
    );
    CREATE INDEX device_look_by_age ON device_look (hour);
  `,
};
