import {
  type DeviceId,
  type footage,
  isRefusal,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { findOwned } from '../footage/find-owned.ts';
import { findRecording, hasVideo, listObjects, type Recording } from '../footage/find-recording.ts';
import { isStillComing } from '../watching/compose-playlist.ts';
import { openMovieFile, type SizedStream } from '../watching/movie-file.ts';
import { findSession, lifeOf, openSession } from '../watching/sessions.ts';
import { openWatched } from '../watching/watched.ts';

export type NamedFile = SizedStream & { type: string; fileName: string };

/** A short-lived address of a recording as one MP4. */
export async function createDownload(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { deviceId, eventId } }: Parsed<typeof footage.createDownload>,
): Promise<Reply<typeof footage.createDownload> | Refusal> {
  const { db, clock, publicUrl } = context;
  const found = await findOwned(context, { ownerId: caller.ownerId, deviceId, eventId });
  if (isRefusal(found)) return found;
  if (!hasVideo(found.recording)) return refusal('footage_without_video');
  const objects = await listObjects(db, found.recording, [eventId]);
  if (isStillComing(found.recording, objects, clock.now())) return refusal('footage_unfinished');
  const of = { deviceId, eventId };
  const opened = await openSession(context, caller, { kind: 'download', of, life: lifeOf('download') });
  if (isRefusal(opened)) return opened;
  const { session, token } = opened;
  const fileName = fileNameOf(await findDeviceName(context, deviceId), found.recording);
  return {
    url: `${publicUrl}/file/${token}/${encodeURIComponent(fileName)}`,
    fileName,
    expiresAt: session.expires_at.toISOString(),
  };
}

/** What stands behind such an address, asked anew at each request. */
export async function openDownload(context: RegionContext, token: string): Promise<NamedFile | Refusal> {
  const session = await findSession(context, token, ['download']);
  if (isRefusal(session)) return session;
  const watched = await openWatched(context, session);
  if (isRefusal(watched)) return watched;
  const { device } = watched;
  const { event_id } = session;
  const recording = event_id && (await findRecording(context.db, device, event_id, context.clock.now()));
  if (!recording) return refusal('footage_gone');
  const movie = await openMovieFile(context, { device, recording });
  if (isRefusal(movie)) return movie;
  const fileName = fileNameOf(await findDeviceName(context, device.deviceId), recording, movie.missingMs);
  return { ...movie, type: 'video/mp4', fileName };
}

async function findDeviceName({ db }: RegionContext, deviceId: DeviceId): Promise<string> {
  const row = await db.selectFrom('device').select('name').where('device_id', '=', deviceId).executeTakeFirst();
  return row?.name ?? deviceId;
}

/**
 * `Front door 2026-07-28 09.15.02 UTC.mp4`: names of cameras are anything that people type, file names are not. Where
 * something is missing the name says it: whoever keeps the file as evidence has nothing else that would.
 */
export function fileNameOf(name: string, { started_at }: Pick<Recording, 'started_at'>, missingMs = 0): string {
  const time = started_at.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
  const safe = name
    .replace(/[\s\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
    .trim()
    .replace(/^\.+/, '');
  const missing = missingMs > 0 ? ` (${Math.max(1, Math.round(missingMs / 1000))} s missing)` : '';
  return `${safe || 'camera'} ${time} UTC${missing}.mp4`;
}
