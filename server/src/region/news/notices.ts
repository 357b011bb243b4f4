import type { app, DeviceId, NoticeAbout, OwnerId, Parsed, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { json } from '../../store/database.ts';
import type { NoticeType } from '../../store/region/owners.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from './tell-owner.ts';

export type NewNotice = { ownerId: OwnerId; type: NoticeType; deviceId: DeviceId; about?: NoticeAbout };

/** Tells an owner what happened with a device, as part of the caller's transaction. */
export async function addNotice(trx: RegionTransaction, notice: NewNotice): Promise<void> {
  const { ownerId, type, deviceId, about } = notice;
  // Whoever deleted their account is told nothing; a device outlives it, and so may what was due for it.
  await noteStatement(
    trx,
    sql`INSERT INTO notice (owner_id, type, device_id, device_name, about)
      SELECT owner_id, ${type}::text, device_id, name, ${about ? json(about) : null}::jsonb FROM device
      WHERE device_id = ${deviceId} AND owner_id = ${ownerId} AND EXISTS (SELECT FROM login_user WHERE id = ${ownerId})`,
  );
  await tellOwner(trx, ownerId, { type: 'notices.changed', deviceId });
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
      about: row.about,
      at: row.at.toISOString(),
      readAt: row.read_at?.toISOString() ?? null,
    })),
    next: rows.length > limit ? String(page.at(-1)?.id) : null,
  };
}
