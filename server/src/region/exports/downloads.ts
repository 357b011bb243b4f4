import {
  type cuts,
  type DeviceId,
  type footage,
  isRefusal,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { ByteRange } from '../../objects/object-store.ts';
import type { RegionContext } from '../context.ts';
import { findOwned } from '../footage/find-owned.ts';
import { hasVideo, listObjects } from '../footage/find-recording.ts';
import { isStillComing } from '../watching/compose-playlist.ts';
import { openCutMovie } from '../watching/cut-movie.ts';
import { findCut } from '../watching/find-cut.ts';
import { followSending, noteSize } from '../watching/follow-sending.ts';
import { describeCut } from '../watching/get-cut.ts';
import { IndexLines } from '../watching/index-lines.ts';
import { type MovieFile, openMovieFile } from '../watching/movie-file.ts';
import { findSession, lifeOf, openSession, type SessionSubject } from '../watching/sessions.ts';
import { listWatched, openWatched, type Watched } from '../watching/watched.ts';
import { fileNameOf, type Recorded, withMissing } from './file-names.ts';
import { sendingPlaces } from './sending-places.ts';

/** `goesOn`: whoever asks for a range has all that comes before it. */
export type NamedFile = { type: string; fileName: string; bytes: number; tag: string } & {
  read(range: ByteRange, goesOn: boolean): AsyncIterable<Uint8Array>;
};

/** A short-lived address of a recording as one MP4. */
export async function createDownload(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { deviceId, eventId } }: Parsed<typeof footage.createDownload>,
): Promise<Reply<typeof footage.createDownload> | Refusal> {
  const { db, clock } = context;
  const found = await findOwned(context, { ownerId: caller.ownerId, deviceId, eventId });
  if (isRefusal(found)) return found;
  if (!hasVideo(found.recording)) return refusal('footage_without_video');
  const objects = await listObjects(db, found.recording, [eventId]);
  if (isStillComing(found.recording, objects, clock.now())) return refusal('footage_unfinished');
  return await openFile(context, caller, {
    of: { deviceId, eventId },
    recorded: { from: found.recording.started_at },
    bytes: found.recording.bytes,
  });
}

/** The same of what was recorded between two moments. */
export async function createCutDownload(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { deviceId }, body: { timeZone, ...asked } }: Parsed<typeof cuts.createCutDownload>,
): Promise<Reply<typeof cuts.createCutDownload> | Refusal> {
  const found = await findCut(context, caller, { deviceId, ...asked });
  if (isRefusal(found)) return found;
  const { from, to } = found;
  const { bytes } = describeCut(found);
  return await openFile(context, caller, { of: { deviceId, from, to }, recorded: { from, to, timeZone }, bytes });
}

async function openFile(
  context: RegionContext,
  caller: OwnerCaller,
  { of, recorded, bytes }: { of: SessionSubject; recorded: Recorded; bytes: number },
): Promise<Reply<typeof footage.createDownload> | Refusal> {
  const name = fileNameOf(await findDeviceName(context, of.deviceId), recorded);
  const made = { kind: 'download', of, life: lifeOf('download'), file: { name, bytes } } as const;
  const opened = await openSession(context, caller, made);
  if (isRefusal(opened)) return opened;
  const { session, token } = opened;
  return {
    url: `${context.publicUrl}/file/${token}/${encodeURIComponent(name)}`,
    fileName: name,
    expiresAt: session.expires_at.toISOString(),
  };
}

/** Of this process. */
const indexing = new IndexLines();

/** What stands behind such an address, asked anew at each request. `signal`: whoever asked is gone. */
export async function openDownload(
  context: RegionContext,
  token: string,
  signal: AbortSignal,
): Promise<NamedFile | Refusal> {
  const session = await findSession(context, token, ['download']);
  if (isRefusal(session)) return session;
  const watched = await openWatched(context, session);
  if (isRefusal(watched)) return watched;
  // A member's are their own: they keep the owner from none.
  const who = session.member_id ?? session.owner_id;
  const tooMany = sendingPlaces.take(who, 'download', signal);
  if (tooMany) return tooMany;
  const file = await indexing.run(who, () => openFileOf(context, watched, signal), signal);
  if (isRefusal(file)) return file;
  // It may have ended while all of the file was read.
  const still = await findSession(context, token, ['download']);
  if (isRefusal(still)) return still;
  const fileName = withMissing(session.file_name ?? 'video.mp4', file.missingMs);
  const { bytes } = file;
  await noteSize(context, session, bytes);
  return {
    ...{ type: 'video/mp4', fileName, bytes, tag: file.tag },
    read: (range, goesOn) =>
      followSending(context, session, {
        ...{ from: range.first, goesOn, isEnd: range.last === bytes - 1 },
        parts: file.read(range),
      }),
  };
}

async function openFileOf(context: RegionContext, watched: Watched, signal: AbortSignal): Promise<MovieFile | Refusal> {
  const { device, session } = watched;
  const recordings = await listWatched(context, watched);
  const [recording] = recordings;
  if (!recording) return refusal('footage_gone');
  const { span_from: from, span_to: to } = session;
  if (!from || !to) return await openMovieFile(context, { device, recording }, signal);
  const cut = await openCutMovie(context, { device, recordings, range: { from, to } }, signal);
  return isRefusal(cut) ? cut : { ...cut, missingMs: cut.lostMs };
}

async function findDeviceName({ db }: RegionContext, deviceId: DeviceId): Promise<string> {
  const row = await db.selectFrom('device').select('name').where('device_id', '=', deviceId).executeTakeFirst();
  return row?.name ?? deviceId;
}
