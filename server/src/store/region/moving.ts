import type { Generated } from 'kysely';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

/** The one move of a region's objects from the disk to a bucket. What is left of it is what lies on the disk. */
export type ObjectMoveTable = {
  singleton: Generated<boolean>;
  started_at: GeneratedStamp;
  finished_at: StampOrNull;
  /** Moved so far; a process that was killed had moved some more than it wrote down. */
  objects: Generated<number>;
  bytes: Generated<number>;
  /** Of all footage when it began. */
  expected_bytes: number;
  /** What stays on the disk, as of the last round: the bucket has other bytes under its key, or the disk cannot give it. */
  other: Generated<number>;
  unreadable: Generated<number>;
  last_key: string | null;
};

export type MovingTables = { object_move: ObjectMoveTable };

export const movingMigrations: Migrations = {
  '1170_object_move': `
    CREATE TABLE object_move (
      singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
      started_at timestamptz NOT NULL DEFAULT kaitong_now(),
      finished_at timestamptz,
      objects bigint NOT NULL DEFAULT 0,
      bytes bigint NOT NULL DEFAULT 0,
      expected_bytes bigint NOT NULL,
      other bigint NOT NULL DEFAULT 0,
      unreadable bigint NOT NULL DEFAULT 0,
      last_key text
    );
  `,
};
