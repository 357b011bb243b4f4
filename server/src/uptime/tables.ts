import type { Part } from '@kaitong/core';
import type { Stamp } from '../store/columns.ts';

/** When each part that this schema's work needs was last said to be up, by any process. */
export type UptimeTable = { part: Part; up_at: Stamp };

/** What was lost so far; see `core/src/activation/outage.ts`. */
export type OutageTallyTable = { only_row: boolean; lost_ms: number; counted_at: Stamp };

export type UptimeTables = { uptime: UptimeTable; outage_tally: OutageTallyTable };

export const uptimeMigration = (parts: readonly Part[]): string => `
  CREATE TABLE uptime (
    part text PRIMARY KEY,
    up_at timestamptz NOT NULL
  );
  INSERT INTO uptime (part, up_at) VALUES ${parts.map((part) => `('${part}', kaitong_now())`).join(', ')};
  CREATE TABLE outage_tally (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    lost_ms bigint NOT NULL,
    counted_at timestamptz NOT NULL
  );
  INSERT INTO outage_tally (lost_ms, counted_at) VALUES (0, kaitong_now());
`;
