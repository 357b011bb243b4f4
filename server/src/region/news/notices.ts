import type { app, DeviceId, OwnerId, Parsed, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { NoticeType } from '../../store/region/owners.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from './tell-owner.ts';

/** Tells an owner what happened with a device, as part of the caller's transaction. */
export async function addNotice(
  trx: RegionTransaction,
  notice: { ownerId: OwnerId; type: NoticeType; deviceId: DeviceId },
): Promise<void> {
  const device = await trx
    .selectFrom('device')
    .select('name')
    .where('device_id', '=', notice.deviceId)
    .where('owner_id', '=', notice.ownerId)
    // Whoever deleted their account is told nothing; a device outlives it, and so may what was due for it.
    .where((is) => is.exists(is.selectFrom('login_user').select('id').where('id', '=', notice.ownerId)))
    .executeTakeFirst();
  if (!device) return;
  await trx
    .insertInto('notice')
    .values({
      owner_id: notice.ownerId,
      type: notice.type,
      device_id: notice.deviceId,
      device_name: device.name,
      read_at: null,
    })
    .execute();
  await tellOwner(trx, notice.ownerId, { type: 'notices.changed', deviceId: notice.deviceId });
}

/** Newest first. Whoever lists notices has read them: the next list says when. */
export async function listNotices(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { query: { cursor, limit } }: Parsed<typeof app.listNotices>,
): Promise<Reply<typeof app.listNotices>> {
  const before = /^\d{1,15}$/.test(cursor ?? '') ? Number(cursor) : Number.MAX_SAFE_INTEGER;
  const rows = await db
    .selectFrom('notice')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const unread = page.filter(({ read_at }) => read_at === null).map(({ id }) => id);
  if (unread.length > 0) {
    await db
      .updateTable('notice')
      .set({ read_at: sql<Date>`kaitong_now()` })
      .where('owner_id', '=', ownerId)
      .where('id', 'in', unread)
      .execute();
  }
  return {
    items: page.map((row) => ({
      id: String(row.id),
      type: row.type,
      deviceId: row.device_id,
      deviceName: row.device_name,
      at: row.at.toISOString(),
      readAt: row.read_at?.toISOString() ?? null,
    })),
    next: rows.length > limit ? String(page.at(-1)?.id) : null,
  };
}
