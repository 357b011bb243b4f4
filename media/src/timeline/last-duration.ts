import { checks, type Finding } from '@kaitong/contract/checks';
import type { InspectedObject, VideoFacts } from '../facts.ts';
import type { FindingList } from '../finding-list.ts';
import type { Timeline } from './join.ts';

/** So many times as long as the others on average. */
const FACTOR = 5;
const LEAST_MS = 1000;

/**
 * `mp4.last_duration`: a last picture that lasts out of all proportion, so that players show hours. Where the next segment
 * begins when it ends, the duration is right and there is a hole (`time.gap`).
 */
export function checkLastDurations(
  segments: readonly InspectedObject[],
  { shifts }: Timeline,
  findings: FindingList,
): void {
  for (const [index, { object, inspection }] of segments.entries()) {
    const { video } = inspection.facts;
    if (!video?.lastDurationMs || video.frames < 2 || video.firstDts === null || video.lastDts === null) continue;
    const mean = (video.lastDts - video.firstDts) / (video.frames - 1);
    const limit = Math.max(LEAST_MS, FACTOR * mean);
    if (video.lastDurationMs <= limit || endsWhere(segments[index + 1]?.inspection.facts.video, video)) continue;
    findings.add('mp4.last_duration', {
      measured: Math.round(video.lastDurationMs),
      offset: video.offsets?.[video.frames - 1] ?? null,
      atMs: Math.round(video.lastDts + (shifts.get(object.n) ?? 0)),
      params: whyOf(video.lastDurationMs, video.lastDts, mean),
      limit: Math.round(limit),
      object: object.n,
      kind: object.kind,
    });
  }
}

/** A time in place of a length: that of the picture itself, or of the one that would come next. */
function whyOf(lastDurationMs: number, lastDts: number, mean: number): Finding['params'] {
  const isTime = lastDts > LEAST_MS && Math.abs(lastDurationMs - lastDts) <= 1.5 * mean;
  return isTime ? { why: 'time' } : {};
}

/** Whether the next segment begins where the last picture of this one ends, to within a step that is no hole. */
function endsWhere(next: VideoFacts | null | undefined, { lastDts, lastDurationMs }: VideoFacts): boolean {
  if (!next?.anchored || next.firstDts === null || lastDts === null || lastDurationMs === null) return false;
  return Math.abs(lastDts + lastDurationMs - next.firstDts) < checks['time.gap'].limit;
}
