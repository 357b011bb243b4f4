import type { DeviceId, FootageFault, OwnerId } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

export type DeletionReason = 'day_expired' | 'key_destroyed' | 'owner_deleted';

/** What footage was deleted, why and when: the log, and what the removals of its objects belong to. */
export type FootageDeletionTable = {
  id: Generated<number>;
  reason: DeletionReason;
  /** Null for a day of a class, which is everybody's. */
  owner_id: OwnerId | null;
  device_id: DeviceId | null;
  /** Null for all that a device had. */
  retention_class: string | null;
  day: number | null;
  events: number;
  bytes: number;
  /** From here on nobody reaches it any more. */
  deleted_at: GeneratedStamp;
  /** Its name in the log of deletions, which is kept apart from the database. */
  log: string | null;
  /** Its objects are out of the store, too. */
  objects_removed_at: StampOrNull;
};

/** Objects of deleted footage that still have to go from the store. */
export type FootageRemovalTable = {
  prefix: string;
  deletion_id: number;
  /** Rises by one with each time that the prefix was removed. */
  passes: Generated<number>;
  /** Tries since then that the store did not carry out. */
  failures: Generated<number>;
  due_at: GeneratedStamp;
};

/** One look of the reconciler at all footage of the region. */
export type ReconciliationTable = {
  id: Generated<number>;
  started_at: GeneratedStamp;
  finished_at: StampOrNull;
  /** The place that was looked at last, as its prefix; the next one in order is due. */
  after_prefix: Generated<string>;
  objects: Generated<number>;
  missing: Generated<number>;
  orphaned: Generated<number>;
  repaired: Generated<number>;
};

/** What was wrong: at most so many of one look as somebody would read. */
export type FootageFaultTable = {
  reconciliation_id: number;
  fault: FootageFault;
  /** The object's key. */
  key: string;
  found_at: Stamp;
};

export type RetentionTables = {
  footage_deletion: FootageDeletionTable;
  footage_removal: FootageRemovalTable;
  reconciliation: ReconciliationTable;
  footage_fault: FootageFaultTable;
};

export const retentionMigrations: Migrations = {
  '0100_retention': `
    CREATE TABLE footage_deletion (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      reason text NOT NULL CHECK (reason IN ('day_expired', 'key_destroyed', 'owner_deleted')),
      owner_id text,
      device_id text,
      retention_class text,
      day int,
      events bigint NOT NULL,
      bytes bigint NOT NULL,
      deleted_at timestamptz NOT NULL DEFAULT kaitong_now(),
      objects_removed_at timestamptz
    );
    CREATE INDEX footage_deletion_of_device ON footage_deletion (device_id, deleted_at) WHERE device_id IS NOT NULL;
    CREATE INDEX footage_deletion_at ON footage_deletion (deleted_at);

    INSERT INTO footage_deletion (reason, events, bytes) SELECT 'owner_deleted', count(*), 0 FROM footage_removal
      HAVING count(*) > 0;
    ALTER TABLE footage_removal
      DROP COLUMN event_id,
      ADD PRIMARY KEY (prefix),
      ADD COLUMN deletion_id bigint REFERENCES footage_deletion,
      ADD COLUMN failures int NOT NULL DEFAULT 0;
    UPDATE footage_removal SET deletion_id = (SELECT max(id) FROM footage_deletion);
    ALTER TABLE footage_removal ALTER COLUMN deletion_id SET NOT NULL;
    CREATE INDEX footage_removal_of_deletion ON footage_removal (deletion_id);

    CREATE TABLE reconciliation (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      started_at timestamptz NOT NULL DEFAULT kaitong_now(),
      finished_at timestamptz,
      after_prefix text NOT NULL DEFAULT '',
      objects bigint NOT NULL DEFAULT 0,
      missing bigint NOT NULL DEFAULT 0,
      orphaned bigint NOT NULL DEFAULT 0,
      repaired bigint NOT NULL DEFAULT 0
    );
    CREATE UNIQUE INDEX reconciliation_running ON reconciliation ((true)) WHERE finished_at IS NULL;
    CREATE TABLE footage_fault (
      reconciliation_id bigint NOT NULL REFERENCES reconciliation ON DELETE CASCADE,
      fault text NOT NULL CHECK (fault IN ('missing', 'wrong_size', 'orphaned')),
      key text NOT NULL,
      found_at timestamptz NOT NULL DEFAULT kaitong_now(),
      PRIMARY KEY (reconciliation_id, key)
    );

    INSERT INTO deadline (kind, subject, due_at) VALUES
      ('footage.days', 'all', kaitong_now()),
      ('footage.reconcile', 'all', date_trunc('day', kaitong_now()) + interval '1 day 3 hours');
    INSERT INTO deadline (kind, subject, due_at)
      SELECT 'footage.end', device_id, key_ends_at FROM subscription WHERE key_ends_at IS NOT NULL;
  `,
};
