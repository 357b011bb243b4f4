import type { DeviceId, OwnerId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { DeletionReason } from '../../store/region/retention.ts';
import type { RegionTransaction } from '../context.ts';
import { removeSoon } from './remove-objects.ts';

export type Deletion = {
  reason: DeletionReason;
  ownerId?: OwnerId;
  deviceId?: DeviceId;
  retentionClass?: string;
  day?: number;
  events: number;
  bytes: number;
  /** Where it stands in the log of deletions. */
  log?: string;
};

/**
 * Writes down that footage was deleted, in the transaction that makes it unreachable, and has its objects removed
 * afterwards, whichever process does it, also if this one dies now.
 */
export async function recordDeletion(
  trx: RegionTransaction,
  { reason, ownerId, deviceId, retentionClass, day, events, bytes, log }: Deletion,
  prefixes: readonly string[],
): Promise<void> {
  const isDone = prefixes.length === 0;
  const { rows } = await sql<{ id: number }>`
    INSERT INTO footage_deletion
      (reason, owner_id, device_id, retention_class, day, events, bytes, log, objects_removed_at)
    VALUES (${reason}, ${ownerId ?? null}, ${deviceId ?? null}, ${retentionClass ?? null}, ${day ?? null}, ${events},
      ${bytes}, ${log ?? null}, CASE WHEN ${isDone}::boolean THEN kaitong_now() END)
    RETURNING id`.execute(trx);
  if (isDone) return;
  // The same prefix again: a day that was dropped came back for a moment. It is removed as if for the first time.
  await sql`
    INSERT INTO footage_removal (prefix, deletion_id) SELECT prefix, ${rows[0]?.id}::bigint
    FROM unnest(${prefixes}::text[]) AS prefix
    ON CONFLICT (prefix) DO UPDATE SET deletion_id = excluded.deletion_id, passes = 0, failures = 0,
      due_at = excluded.due_at`.execute(trx);
  await removeSoon(trx);
}

/** Whether what stands in the log under this name is written down here. */
export async function isRecorded(trx: RegionTransaction, log: string): Promise<boolean> {
  const row = await trx.selectFrom('footage_deletion').select('id').where('log', '=', log).executeTakeFirst();
  return row !== undefined;
}
