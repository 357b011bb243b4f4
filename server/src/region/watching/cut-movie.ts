import { isRefusal, type Refusal } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import type { Recording } from '../footage/find-recording.ts';
import type { OwnedDevice } from '../footage/owned-device.ts';
import { type Range, segmentsOfCut } from './find-cut.ts';
import { type FootageObjects, openFootageObjects } from './footage-objects.ts';
import { type JoinedMovie, joinMovie, type Piece } from './join-movie.ts';
import type { TimedSegment } from './timed-segments.ts';

/**
 * What was recorded between two moments as one MP4, whatever recordings it is in. It begins and ends with the picture of
 * that moment; where nothing was recorded it goes on with what comes next, as a player does.
 */
export async function openCutMovie(
  context: RegionContext,
  { device, recordings, range }: { device: OwnedDevice; recordings: readonly Recording[]; range: Range },
  signal?: AbortSignal,
): Promise<JoinedMovie | Refusal> {
  const segments = await segmentsOfCut(context, recordings, range);
  if (isRefusal(segments)) return segments;
  const opened = new Map<Recording, FootageObjects>();
  for (const { recording } of segments) {
    if (opened.has(recording)) continue;
    const objects = await openFootageObjects(context, { device, recording });
    if (!isRefusal(objects)) opened.set(recording, objects);
  }
  const pieces = segments.flatMap((segment) => {
    const objects = opened.get(segment.recording);
    return objects ? [pieceOf(segment, objects, range)] : [];
  });
  return await joinMovie(pieces, 'closed', signal);
}

function pieceOf(segment: TimedSegment, objects: FootageObjects, { from, to }: Range): Piece {
  const { startsAt, endsAt } = segment;
  return {
    ...{ segment, objects },
    ...(startsAt < from && { fromMs: from.getTime() - startsAt.getTime() }),
    ...(endsAt > to && { toMs: to.getTime() - startsAt.getTime() }),
  };
}
