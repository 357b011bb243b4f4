import type { DeviceId, OwnerId, Pid, SegmentSeconds } from '@kaitong/contract';
import { noSubscription, type RecordingFacts, type Subscription } from '@kaitong/core';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';

/** What decides what a device may record, as committed at this moment. */
export type DeviceFacts = RecordingFacts & {
  ownerId: OwnerId;
  pid: Pid;
  /** How long the region wishes the segments of continuous footage to be; null: control has not told yet. */
  segmentSeconds: SegmentSeconds | null;
  now: Date;
};

export type FactColumns = {
  unit_owner_id: OwnerId | null;
  is_paired: boolean | null;
  privacy_mode: boolean | null;
  is_suspended: boolean;
  subscription: Subscription | null;
  now: Date;
};

/** For a query in which `unit` is the device. */
export const factColumns: RawBuilder<FactColumns> = sql`
  unit.owner_id AS unit_owner_id, unit.removed_at IS NULL AS is_paired, unit.privacy_mode,
  EXISTS (SELECT FROM owner_suspension s WHERE s.owner_id = unit.owner_id) AS is_suspended,
  bought.subscription, kaitong_now() AS now`;
export const factTables: RawBuilder<unknown> = sql`
  LEFT JOIN subscription AS bought ON bought.device_id = unit.device_id AND bought.owner_id = unit.owner_id`;

export const readFacts = (row: FactColumns): RecordingFacts => ({
  isPaired: row.is_paired === true,
  isSuspended: row.is_suspended,
  privacyMode: row.privacy_mode === true,
  subscription: row.subscription ?? noSubscription,
});

/** `undefined`: this region never knew such a device. */
export async function findRecordingFacts(db: Executor, deviceId: DeviceId): Promise<DeviceFacts | undefined> {
  const { rows } = await sql<FactColumns & { pid: Pid; segment_seconds: SegmentSeconds | null }>`
    SELECT unit.pid, (SELECT segment_seconds FROM catalogue), ${factColumns}
    FROM device_now AS unit ${factTables} WHERE unit.device_id = ${deviceId}`.execute(db);
  const [row] = rows;
  if (!row || row.unit_owner_id === null) return undefined;
  const { now, pid, unit_owner_id: ownerId, segment_seconds: segmentSeconds } = row;
  return { ...readFacts(row), ownerId, pid, segmentSeconds, now };
}
