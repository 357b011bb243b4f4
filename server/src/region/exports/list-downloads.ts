import { type downloads, minutes, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { endSession, IS_OPEN, type Session } from '../watching/sessions.ts';

/** A process that was killed wrote nothing down; one that sends does so every second. */
const SILENT = seconds(10);
/** What has come is shown for a while, so that somebody sees that it has. */
const SHOWN_DONE = minutes(10);
const FILES = ['download', 'export'] as const;
/** As many as somebody looks through. */
const MOST = 20;

/** What this browser fetches or fetched, as long as its addresses open, newest first. */
export async function listDownloads(
  { db }: RegionContext,
  { ownerId, sessionId }: OwnerCaller,
): Promise<Reply<typeof downloads.listDownloads>> {
  const rows = await db
    .selectFrom('playback')
    .selectAll()
    .select(sql<boolean>`coalesce(sent_at > kaitong_now() - ${SILENT} * interval '1 ms', false)`.as('isSending'))
    .where('login_session', '=', sessionId)
    .where((is) => is.or([is('owner_id', '=', ownerId), is('member_id', '=', ownerId)]))
    .where('kind', 'in', FILES)
    .where('file_name', 'is not', null)
    .where(sql<boolean>`coalesce(completed_at > kaitong_now() - ${SHOWN_DONE} * interval '1 ms', true)`)
    .where(IS_OPEN)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  return { items: rows.map((row) => show(row, row.isSending)) };
}

/** Its address opens nothing from then on; what is being sent stops. */
export async function endDownload(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { id } }: Parsed<typeof downloads.endDownload>,
): Promise<Reply<typeof downloads.endDownload> | Refusal> {
  if (!(await endSession(context, caller, { id, kinds: FILES }))) return refusal('not_found');
  await tellOwner(context.db, caller.ownerId, { type: 'downloads.changed', deviceId: null });
  return {};
}

type Shown = Reply<typeof downloads.listDownloads>['items'][number];

const show = (row: Session, isSending: boolean): Shown => ({
  id: row.id,
  kind: row.kind === 'export' ? 'export' : 'video',
  deviceId: row.device_id,
  fileName: row.file_name ?? '',
  bytes: row.file_bytes,
  sentBytes: row.sent_bytes,
  state: stateOf(row, isSending),
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
});

function stateOf({ completed_at, sent_bytes }: Session, isSending: boolean): Shown['state'] {
  if (completed_at) return 'done';
  if (isSending) return 'sending';
  return sent_bytes > 0 ? 'stopped' : 'waiting';
}
