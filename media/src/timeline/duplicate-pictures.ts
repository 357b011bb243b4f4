import { checks, type Finding, finding } from '@kaitong/contract/checks';
import type { InspectedObject } from '../facts.ts';
import { garbledSpans, timeOf } from './garbled-pictures.ts';
import type { Timeline } from './join.ts';

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
  for (const { n, video } of shown) {
    const { duplicates, codec } = video;
    if (duplicates) {
      const { count, offset, frame } = duplicates;
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
          params: isHarmed ? { garbledMs: Math.round(garbledMs) } : {},
        }),
      );
    }
    firstFrame += video.frames;
  }
  return findings;
}
