import { EventId, isRefusal, type Refusal, refusal, seconds } from '@kaitong/contract';
import { readObjectName } from '../../hls/write-playlist.ts';
import type { RegionContext } from '../context.ts';
import { isWhole } from '../footage/check-object.ts';
import {
  findCommittedObject,
  keyOfObject,
  listObjects,
  type RecordedObject,
  type Recording,
} from '../footage/find-recording.ts';
import { isFile } from './addresses.ts';
import { awaitPlaylist } from './await-playlist.ts';
import { convertSegment } from './converting/convert-segment.ts';
import { findSession, isOfLink } from './sessions.ts';
import { countPlay } from './sharing/links.ts';
import { isInside, timedSegments } from './timed-segments.ts';
import { findWatched, keyOf, openWatched, type Watched } from './watched.ts';
import { openWholeFile, type WholeFile } from './whole-file.ts';

/** Long enough to begin a download; for the next object the player asks us again. */
const OBJECT_LIFE = seconds(30);

/** What a player is given: text or bytes, or the address where they are for a moment. */
export type Shown = { type: string; body: string | Uint8Array } | { redirect: string };

/** `h264`: a link's visitor asks for it, whose browser plays nothing else; the link itself stays as it is. */
type Asked = { signal: AbortSignal; codec?: 'h264' };

/** A session's playlist. `wanted`: the number of the segment that the player waits for. */
export async function showPlaylist(
  context: RegionContext,
  token: string,
  { wanted, signal, codec }: Asked & { wanted: number },
): Promise<Shown | Refusal> {
  const watched = await findWatchedBy(context, token, codec);
  if (isRefusal(watched)) return watched;
  if (watched.session.kind === 'share') await countPlay(context, watched.session.id);
  const playlist = await awaitPlaylist(context, watched, wanted, signal);
  return isRefusal(playlist) ? playlist : { type: 'application/vnd.apple.mpegurl', body: playlist.text };
}

/** A recording's key, raw, as players ask for it. */
export async function showKey(context: RegionContext, token: string, eventId: EventId): Promise<Shown | Refusal> {
  const found = await findRecordingBy(context, token, eventId);
  if (isRefusal(found)) return found;
  const key = await keyOf(context, found.watched.device, found.recording);
  if (key === null) return refusal('not_found');
  return isRefusal(key) ? key : { type: 'application/octet-stream', body: key };
}

/** Where one object of a recording is, or what it is converted to. */
export async function showObject(
  context: RegionContext,
  token: string,
  { eventId, name, signal, codec }: Asked & { eventId: EventId; name: string },
): Promise<Shown | Refusal> {
  const found = await findRecordingBy(context, token, eventId, codec);
  if (isRefusal(found)) return found;
  const n = readObjectName(name);
  const object = n === undefined ? undefined : await findCommittedObject(context.db, found.recording, n);
  // Snapshots are shown to their signed-in owner only.
  if (!object || object.kind === 'snapshot') return refusal('not_found');
  if (!(await isShared(context, found, object))) return refusal('not_found');
  if (!(await isWhole(context, found.recording, object))) return refusal('footage_gone');
  const { session, device } = found.watched;
  if (session.codec === 'h264') {
    const asked = { found: { device, recording: found.recording }, session, n: object.n };
    const bytes = await convertSegment(context, asked, signal);
    return isRefusal(bytes) ? bytes : { type: 'video/mp2t', body: bytes };
  }
  const until = new Date(context.clock.now().getTime() + OBJECT_LIFE);
  const key = keyOfObject(found.recording, object.n);
  return { redirect: await context.objects.presignGet(key, until, { session: session.id }) };
}

type Found = { watched: Watched; recording: Recording };

/** Of a recording that reaches beyond the range that was shared, a stranger is given what lies in it. */
async function isShared(
  { db }: RegionContext,
  { watched, recording }: Found,
  object: RecordedObject,
): Promise<boolean> {
  const { span_from: from, span_to: to } = watched.session;
  if (!isOfLink(watched.session) || from === null || to === null || object.kind === 'init') return true;
  const objects = await listObjects(db, recording, [recording.id]);
  const segment = timedSegments(recording, objects, { live: false }).find(({ n }) => n === object.n);
  return segment !== undefined && isInside(segment, { from, to });
}

async function findWatchedBy(context: RegionContext, token: string, codec?: 'h264'): Promise<Watched | Refusal> {
  const session = await findSession(context, token, codec ? ['share', 'visit'] : ['playback', 'share', 'visit']);
  return isRefusal(session) ? session : await openWatched(context, codec ? { ...session, codec } : session);
}

async function findRecordingBy(
  context: RegionContext,
  token: string,
  eventId: EventId,
  codec?: 'h264',
): Promise<Found | Refusal> {
  const id = EventId.safeParse(eventId);
  if (!id.success) return refusal('not_found');
  const watched = await findWatchedBy(context, token, codec);
  if (isRefusal(watched)) return watched;
  const recording = await findWatched(context, watched, id.data);
  return isRefusal(recording) ? recording : { watched, recording };
}

/** The file behind a session of a recording that came as one MP4. */
export async function openPlayedFile(context: RegionContext, token: string): Promise<WholeFile | Refusal> {
  const watched = await findWatchedBy(context, token);
  if (isRefusal(watched)) return watched;
  const { event_id } = watched.session;
  if (event_id === null) return refusal('not_found');
  const recording = await findWatched(context, watched, event_id);
  if (isRefusal(recording)) return recording;
  if (!isFile(recording, watched.session)) return refusal('not_found');
  if (watched.session.kind === 'share') await countPlay(context, watched.session.id);
  return await openWholeFile(context, { device: watched.device, recording });
}
