import { isRefusal, type PushedFootage, type Refusal, refusal } from '@kaitong/contract';
import { MAX_OBJECT_BYTES, MAX_SEGMENT_BYTES } from '@kaitong/contract/checks';
import { NOTHING_DECLARED, recordingLimits, refuseObject } from '@kaitong/core';
import type { PushCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { takeBytes } from '../quotas/take-quota.ts';
import { keepInit } from './begin-stream.ts';
import { endStream } from './end-stream.ts';
import { pushClip } from './push-clip.ts';
import { type PushedFile, pushSegment } from './push-segment.ts';
import { type ReadVideo, readFootage } from './read-footage.ts';
import { sealedBytes } from './store-object.ts';
import { numberOf } from './stream-tail.ts';
import { findStream, type StreamPlace } from './streams.ts';

/** A file as it arrived: read when there is memory for it. */
export type ArrivedFile = { bytes: number; sha256: string; read(): Promise<Buffer> };
export type PushPlace = StreamPlace & { name: string };

/** Playlists of a day of short segments are smaller. */
const MOST_PLAYLIST_BYTES = 1024 * 1024;
/** As it came, its copy on the judge’s thread, with its init segment, and encrypted. */
export const COPIES = 4;

const isPlaylist = (name: string): boolean => /\.m3u8?$/i.test(name);

/** Whole clips may be larger than segments; which of the two it is, the bytes will tell. */
export function mostBytesOf(name: string): number {
  if (isPlaylist(name)) return MOST_PLAYLIST_BYTES;
  return /\.(?:mp4|mov|m4v)$/i.test(name) ? MAX_OBJECT_BYTES : MAX_SEGMENT_BYTES;
}

/** Takes a file that has arrived. `undefined`: it is kept, or needs not be, and is no footage by itself. */
export async function pushFile(
  context: RegionContext,
  caller: PushCaller,
  place: PushPlace,
  arrived: ArrivedFile,
): Promise<PushedFootage | undefined | Refusal> {
  const began = performance.now();
  const now = context.clock.now();
  if (isPlaylist(place.name)) return await takePlaylist(context, place, arrived);
  const { db, judge, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `pushes ${place.deviceId}`, limits.pushesPerDevice)]);
  const tooMuch = tooMany ?? (await takeBytes(context, caller, arrived.bytes));
  if (tooMuch) return tooMuch;
  return await judge.holding(COPIES * arrived.bytes, async () => {
    const bytes = await arrived.read();
    const arrival = { now, agoMs: performance.now() - began };
    return await take(context, caller, { ...place, sha256: arrived.sha256, bytes, arrival });
  });
}

async function take(
  context: RegionContext,
  caller: PushCaller,
  file: PushedFile,
): Promise<PushedFootage | undefined | Refusal> {
  const stream = await findStream(context.db, file);
  const { init = null, tail = null, declaration = null } = stream ?? {};
  const media = await readFootage(context, file.bytes, { init, tail, codec: declaration?.codec });
  if (isRefusal(media)) return media;
  if (media.is === 'init') {
    if (stream?.init_sha256 !== file.sha256) await endStream(context, file);
    return await keepInit(context, file, file);
  }
  const refused = refuseFootage(file, media.video);
  if (refused) return refused;
  // Tools number the segments of a stream; what has no number is a clip by itself.
  const isWhole = media.is === 'clip' || (media.video.container === 'ts' && numberOf(file.name) === null);
  return await (isWhole ? pushClip : pushSegment)(context, caller, file, media.video);
}

/** What no event takes, before one is opened for it. */
export function refuseFootage(
  { bytes }: Pick<PushedFile, 'bytes'>,
  { container, durationMs }: ReadVideo,
): Refusal | undefined {
  const event = { container, limits: recordingLimits.event, declared: NOTHING_DECLARED };
  const segment = { kind: 'segment' as const, n: 0, durationMs, bytes: sealedBytes(bytes.length), identity: '' };
  return refuseObject(event, segment);
}

/** A playlist tells one thing that its segments do not: that there will be no more. */
async function takePlaylist(
  context: RegionContext,
  place: PushPlace,
  arrived: ArrivedFile,
): Promise<undefined | Refusal> {
  const text = (await arrived.read()).toString('utf8');
  if (!text.startsWith('#EXTM3U')) return refusal('push_not_footage', { content: 'text/plain' });
  if (/^#EXT-X-ENDLIST\s*$/m.test(text)) await endStream(context, place);
  return undefined;
}
