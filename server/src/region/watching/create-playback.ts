import { type footage, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { findRecording, hasVideo, type Recording } from '../footage/find-recording.ts';
import { findOwnedDevice, type OwnedDevice } from '../footage/owned-device.ts';
import { addressOf } from './addresses.ts';
import { countBefore } from './converting/line.ts';
import { listRecordingsBetween } from './recordings-between.ts';
import { endSession, lifeOf, openSession, type SessionSubject } from './sessions.ts';

type Body = Parsed<typeof footage.createPlayback>['body'];

/** A session of one recording or of everything between two moments, and the address at which any player plays it. */
export async function createPlayback(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { deviceId }, body }: Parsed<typeof footage.createPlayback>,
): Promise<Reply<typeof footage.createPlayback> | Refusal> {
  const device = await findOwnedDevice(context.db, caller.ownerId, deviceId);
  if (!device) return refusal('not_found');
  const asked = await listAsked(context, device, body.of);
  const [first] = asked;
  if (!first) return refusal('not_found');
  if ('eventId' in body.of && !hasVideo(first)) return refusal('footage_without_video');
  const isConverted = body.codec === 'h264' && asked.some(isH265);
  if (isConverted && !context.judge.canConvert()) return refusal('conversion_unavailable');
  // A whole MP4 fits into no playlist: it plays alone, and what follows it is asked for afterwards.
  const isAlone = 'eventId' in body.of || (first.declaration.container === 'mp4' && !isConverted);
  const recordings = isAlone ? [first] : asked;
  const of: SessionSubject =
    'eventId' in body.of || isAlone
      ? { deviceId, eventId: first.id }
      : { deviceId, from: new Date(body.of.from), to: new Date(body.of.to) };
  const opened = await openSession(context, caller, {
    kind: 'playback',
    of,
    codec: isConverted ? 'h264' : 'as-recorded',
    life: lifeOf('playback'),
  });
  if (isRefusal(opened)) return opened;
  const { session, token } = opened;
  return {
    playbackId: session.id,
    ...addressOf(context, token, first, session),
    startedAt: first.started_at.toISOString(),
    expiresAt: session.expires_at.toISOString(),
    codec: !isConverted && recordings.some(isH265) ? 'h265' : 'h264',
    transcoded: isConverted,
    conversionsBefore: isConverted ? await countBefore(context) : 0,
  };
}

const isH265 = ({ declaration }: Recording): boolean => declaration.codec === 'h265';

async function listAsked({ db, clock }: RegionContext, device: OwnedDevice, of: Body['of']): Promise<Recording[]> {
  if ('eventId' in of) {
    const recording = await findRecording(db, device, of.eventId, clock.now());
    return recording ? [recording] : [];
  }
  return await listRecordingsBetween(db, device, { from: new Date(of.from), to: new Date(of.to) }, clock.now());
}

export async function endPlayback(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { playbackId: id } }: Parsed<typeof footage.endPlayback>,
): Promise<Reply<typeof footage.endPlayback> | Refusal> {
  return (await endSession(context, caller, { id, kinds: ['playback'] })) ? {} : refusal('not_found');
}
