import { checks, type Finding, finding } from '@kaitong/contract/checks';
import type { StreamFault } from '../bitstream/video-track.ts';
import type { InspectedObject, VideoFacts } from '../facts.ts';
import { garbledSpans, timeOf } from './garbled-pictures.ts';
import type { Timeline } from './join.ts';
import { isLastAgain } from './seams.ts';

/** As of lost pictures: no viewer puts up with more. */
const TOLERATED_SHARE = 0.1;

/** `video.duplicate`, one for each object in which pictures stand twice. How bad it is depends on how long a viewer sees it. */
export function findDuplicatePictures(
  segments: readonly InspectedObject[],
  { shifts, durationMs }: Timeline,
): Finding[] {
  const shown = segments.flatMap(({ object, inspection: { facts } }) =>
    facts.video ? [{ n: object.n, video: facts.video }] : [],
  );
  const garbledMs = shown
    .flatMap(({ video }) => garbledSpans(video))
    .reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0);
  const limit = Math.max(checks['video.lost_pictures'].limit, Math.round(TOLERATED_SHARE * (durationMs ?? 0)));
  const findings: Finding[] = [];
  let firstFrame = 0;
  let before: VideoFacts | undefined;
  for (const { n, video } of shown) {
    const { codec } = video;
    const atSeam = isLastAgain(before, video);
    const { count, offset, frame } = standingTwice(video, atSeam);
    before = video;
    if (count > 0) {
      const isHarmed = codec === 'h264' && video.garbled.some(([, to]) => to > frame);
      findings.push(
        finding('video.duplicate', {
          severity: isHarmed && garbledMs > limit ? 'error' : 'warning',
          measured: count,
          object: n,
          kind: 'segment',
          offset,
          atMs: Math.round(timeOf(video, frame) + (shifts.get(n) ?? 0)),
          frame: firstFrame + frame,
          params: {
            ...(isHarmed ? { garbledMs: Math.round(garbledMs) } : {}),
            ...(atSeam ? { why: 'seam' } : {}),
          },
        }),
      );
    }
    firstFrame += video.frames;
  }
  return findings;
}

/** Those within a segment, and its first picture where it is the last one of the segment before. */
function standingTwice({ duplicates, offsets }: VideoFacts, atSeam: boolean): StreamFault {
  const { count = 0, offset = 0, frame = 0 } = duplicates ?? {};
  return atSeam ? { count: count + 1, offset: offsets?.[0] ?? 0, frame: 0 } : { count, offset, frame };
}
