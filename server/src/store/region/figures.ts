import type { Stamp } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** What the region counted of itself, once in each hour. */
export type RegionHourTable = {
  /** When the hour began. */
  hour: Stamp;
  devices: number;
  online: number;
  subscriptions: number;
  footage_bytes: number;
  judge_queue: number;
  unreported: number;
};

export type FigureTables = { region_hour: RegionHourTable };

export const figureMigrations: Migrations = {
  '1290_region_hour': `
    CREATE TABLE region_hour (
      hour timestamptz PRIMARY KEY,
      devices bigint NOT NULL,
      online bigint NOT NULL,
      subscriptions bigint NOT NULL,
      footage_bytes bigint NOT NULL,
      judge_queue bigint NOT NULL,
      unreported bigint NOT NULL
    );
  `,
};
