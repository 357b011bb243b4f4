import {
  type cuts,
  type footage,
  hours,
  isRefusal,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../../callers.ts';
import type { RegionContext } from '../../context.ts';
import { findOwned } from '../../footage/find-owned.ts';
import { hasVideo, pictureUrlsOf, type Recording } from '../../footage/find-recording.ts';
import { findOwnedDevice } from '../../footage/owned-device.ts';
import { addressOf } from '../addresses.ts';
import { findCut } from '../find-cut.ts';
import { linkOf } from '../get-cut.ts';
import { listRecordingsBetween } from '../recordings-between.ts';
import { endSession, IS_IN_FORCE, openSession, type Session, type SessionSubject } from '../sessions.ts';
import { addLink, type Link, type LinkSettings, listLinks } from './links.ts';
import { openPin } from './pins.ts';

type Share = Reply<typeof footage.createShare>;

/** A link that plays one recording for whoever has it, until it expires or is revoked. */
export async function createShare(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { deviceId, eventId }, body }: Parsed<typeof footage.createShare>,
): Promise<Share | Refusal> {
  const found = await findOwned(context, { ownerId: caller.ownerId, deviceId, eventId });
  if (isRefusal(found)) return found;
  if (!hasVideo(found.recording)) return refusal('footage_without_video');
  return await share(context, caller, { of: { deviceId, eventId }, first: found.recording, settings: body });
}

/** The same of what was recorded between two moments. */
export async function createCutShare(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { deviceId }, body }: Parsed<typeof cuts.createCutShare>,
): Promise<Share | Refusal> {
  const found = await findCut(context, caller, { deviceId, from: body.from, to: body.to });
  if (isRefusal(found)) return found;
  const { from, to, segments } = found;
  const first = segments[0]?.recording;
  if (!first || linkOf(segments) === null) return refusal('cut_not_for_link');
  return await share(context, caller, { of: { deviceId, from, to }, first, settings: body });
}

async function share(
  context: RegionContext,
  caller: OwnerCaller,
  { of, first, settings }: { of: SessionSubject; first: Recording; settings: LinkSettings & { hours: number } },
): Promise<Share | Refusal> {
  const hasDoor = settings.pin !== undefined;
  const opened = await openSession(context, caller, { kind: 'share', of, life: hours(settings.hours), hasDoor });
  if (isRefusal(opened)) return opened;
  const { session, token } = opened;
  const link = await addLink(context, session, settings, token);
  const { playlistUrl } = addressOf(context, token, first, session);
  return {
    ...show(context, session, { link, recording: first, madeBy: await findMemberName(context, session) }),
    playlistUrl: hasDoor ? null : playlistUrl,
    pageUrl: `${context.publicUrl}/app/share/${token}`,
  };
}

/** Links in force, newest first: an owner's, also those that members made, and those that somebody made as a member. */
export async function listShares(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { query: { cursor, limit } }: Parsed<typeof footage.listShares>,
): Promise<Reply<typeof footage.listShares>> {
  const { db } = context;
  const rows = await db
    .selectFrom('playback')
    .leftJoin('login_user', 'login_user.id', 'playback.member_id')
    .selectAll('playback')
    .select('login_user.name as madeBy')
    .where((is) => is.or([is('playback.owner_id', '=', ownerId), is('playback.member_id', '=', ownerId)]))
    .where('kind', '=', 'share')
    .where(IS_IN_FORCE)
    .where(sql<boolean>`EXISTS (SELECT FROM device WHERE device.device_id = playback.device_id
      AND device.owner_id = playback.owner_id AND device.removed_at IS NULL)`)
    .$if(cursor !== undefined, (query) =>
      query.where(sql<boolean>`(playback.created_at, playback.id) < (SELECT created_at, id FROM playback last
        WHERE last.id = ${cursor} AND ${ownerId}::text IN (last.owner_id, last.member_id))`),
    )
    .orderBy('playback.created_at', 'desc')
    .orderBy('playback.id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const links = await listLinks(
    context,
    page.map(({ id }) => id),
  );
  const items = await Promise.all(
    page.map(async (row) =>
      show(context, row, {
        link: links.get(row.id),
        recording: await findShared(context, row),
        madeBy: row.madeBy,
      }),
    ),
  );
  return { items, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

export async function revokeShare(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { id } }: Parsed<typeof footage.revokeShare>,
): Promise<Reply<typeof footage.revokeShare> | Refusal> {
  return (await endSession(context, caller, { id, kinds: ['share'] })) ? {} : refusal('not_found');
}

/** One link, as the list has it. */
export async function showShare(context: RegionContext, id: string): Promise<Share | Refusal> {
  const session = await context.db.selectFrom('playback').selectAll().where('id', '=', id).executeTakeFirst();
  if (!session) return refusal('not_found');
  const link = (await listLinks(context, [id])).get(id);
  const madeBy = await findMemberName(context, session);
  return show(context, session, { link, recording: await findShared(context, session), madeBy });
}

/** The recording behind a link, or the first of them; undefined once it is deleted or past its time. */
async function findShared(context: RegionContext, session: Session): Promise<Recording | undefined> {
  const { owner_id: ownerId, device_id: deviceId, event_id: eventId, span_from: from, span_to: to } = session;
  if (deviceId === null) return undefined;
  if (from && to) {
    const device = await findOwnedDevice(context.db, ownerId, deviceId);
    return device && (await listRecordingsBetween(context.db, device, { from, to }, context.clock.now()))[0];
  }
  if (eventId === null) return undefined;
  const found = await findOwned(context, { ownerId, deviceId, eventId });
  return isRefusal(found) ? undefined : found.recording;
}

async function findMemberName({ db }: RegionContext, { member_id }: Session): Promise<string | null> {
  if (member_id === null) return null;
  const member = await db.selectFrom('login_user').select('name').where('id', '=', member_id).executeTakeFirst();
  return member?.name ?? null;
}

const show = (
  { publicUrl, secrets }: Pick<RegionContext, 'publicUrl' | 'secrets'>,
  { id, device_id, event_id, span_from: from, span_to: to, created_at, expires_at }: Session,
  { link, recording, madeBy }: { link: Link | undefined; recording: Recording | undefined; madeBy: string | null },
): Share => ({
  id,
  deviceId: device_id ?? '',
  eventId: event_id,
  cut: from && to ? { from: from.toISOString(), to: to.toISOString() } : null,
  shared: recording
    ? {
        type: recording.type as NonNullable<Share['shared']>['type'],
        happenedAt: (from ?? recording.happened_at).toISOString(),
        durationMs: from && to ? to.getTime() - from.getTime() : recording.duration_ms,
        ...pictureUrlsOf(publicUrl, recording),
      }
    : null,
  madeBy,
  createdAt: created_at.toISOString(),
  expiresAt: expires_at.toISOString(),
  pin: link ? openPin(secrets, link) : null,
  paused: link?.paused_at != null,
  views: link?.views ?? 0,
  viewedAt: link?.viewed_at?.toISOString() ?? null,
  picture: link?.picture ?? true,
  playlistUrl: null,
  pageUrl: null,
});
