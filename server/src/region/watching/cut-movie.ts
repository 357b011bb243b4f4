import { isRefusal, type Refusal } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import type { Recording } from '../footage/find-recording.ts';
import type { OwnedDevice } from '../footage/owned-device.ts';
import { type Part, partsOf, type Range, segmentsOfCut } from './find-cut.ts';
import { type FootageObjects, openFootageObjects } from './footage-objects.ts';
import { type JoinedMovie, joinMovie, type Piece } from './join-movie.ts';

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
  const pieces = partsOf(segments, range).flatMap((part) => {
    const objects = opened.get(part.segment.recording);
    return objects ? [pieceOf(part, objects)] : [];
  });
  return await joinMovie(pieces, 'closed', signal);
}

function pieceOf({ segment, from, to }: Part, objects: FootageObjects): Piece {
  const [startsAt, endsAt] = [segment.startsAt.getTime(), segment.endsAt.getTime()];
  return {
    ...{ segment, objects },
    ...(startsAt < from && { fromMs: from - startsAt }),
    ...(endsAt > to && { toMs: to - startsAt }),
  };
}
