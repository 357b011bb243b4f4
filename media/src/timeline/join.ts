import { checks, type Finding } from '@kaitong/contract/checks';
import type { InspectedObject, ObjectFacts, VideoFacts } from '../facts.ts';
import type { FindingList } from '../finding-list.ts';
import { isCutTo32 } from './cut-stamps.ts';
import { secondsOf, stampsOf } from './stamps-told.ts';

/** All segments on one clock that starts at the clip's first frame. Milliseconds. */
export type Timeline = {
  durationMs: number | null;
  end: number;
  keyTimes: number[];
  /** By object: what puts its own times on the clip's clock when it is added to them. */
  shifts: Map<number, number>;
  /** No step back and no hole between segments. */
  continuous: boolean;
  /** First and last presentation times. */
  video: { first: number; last: number } | null;
  audio: { first: number; last: number } | null;
};

type Timed = VideoFacts & { firstDts: number; lastDts: number; durationMs: number };
const isTimed = (video: VideoFacts | null): video is Timed =>
  video !== null && video.firstDts !== null && video.lastDts !== null && video.durationMs !== null && video.frames > 0;

/** Joins the segments, and reports where their times do not fit (`time.gap`, `time.backwards`). */
export function joinTimeline(segments: readonly InspectedObject[], findings: FindingList): Timeline {
  const timeline: Timeline = {
    durationMs: null,
    end: 0,
    keyTimes: [],
    shifts: new Map(),
    continuous: true,
    video: null,
    audio: null,
  };
  let before: { lastDts: number; ownDts: number; interval: number } | undefined;
  const earlier: Timed[] = [];
  let origin = 0;
  let frames = 0;
  for (const [at, { object, inspection }] of segments.entries()) {
    const { facts } = inspection;
    const video = facts.video;
    const firstFrame = frames;
    frames += video?.frames ?? 0;
    if (!isTimed(video)) continue;
    const interval = video.frames > 1 ? (video.lastDts - video.firstDts) / (video.frames - 1) : video.durationMs;
    // `shift` puts this object's times on the clip's clock, across a wrap and for objects without times of their own.
    let shift = 0;
    if (!before) origin = video.firstDts;
    else {
      const expected = before.lastDts + before.interval;
      if (!video.anchored) shift = expected - video.firstDts;
      else if (video.wrapMs !== null)
        shift = Math.round((before.lastDts - video.firstDts) / video.wrapMs) * video.wrapMs;
      const step = video.firstDts + shift - before.lastDts;
      const where = { object: object.n, kind: object.kind };
      const measured = expected - (video.firstDts + shift);
      if (step < 0)
        findings.add('time.backwards', {
          ...{ ...where, measured: Math.round(measured), atMs: Math.round(expected - origin), frame: firstFrame },
          params: {
            ...stampsOf({ stamp: video.firstDts, before: before.ownDts, due: video.firstDts + measured }),
            ...stepBackOf(video, earlier, before.interval, -step),
            ...twinOf(facts, segments, object.n),
            backMs: Math.round(-step),
          },
        });
      const atMs = Math.round(before.lastDts - origin);
      // Where every picture comes so late, the objects say so.
      const isHole = step > Math.max(checks['time.gap'].limit, 2 * before.interval);
      if (isHole)
        findings.add('time.gap', {
          ...{ ...where, measured: Math.round(step), atMs, frame: firstFrame },
          params: {
            ...stampsOf({ stamp: video.firstDts, before: before.ownDts, due: video.firstDts + measured }),
            ...(comesLater(segments.slice(at + 1), before.ownDts, video.firstDts) ? { why: 'order' } : {}),
          },
        });
      if (step < 0 || isHole) {
        timeline.continuous = false;
        // Go on as if it fitted: one fault is reported once, and lengths stay those of the footage.
        if (step < 0) shift += expected - (video.firstDts + shift);
      }
    }
    before = { lastDts: video.lastDts + shift, ownDts: video.lastDts, interval };
    earlier.push(video);
    const place = (ms: number) => ms + shift - origin;
    timeline.shifts.set(object.n, shift - origin);
    timeline.durationMs = (timeline.durationMs ?? 0) + video.durationMs;
    timeline.end = Math.max(timeline.end, place(video.firstDts) + video.durationMs);
    for (const key of video.keyFrames) if (key.dts !== null) timeline.keyTimes.push(place(key.dts));
    timeline.video = span(timeline.video, video, place);
    timeline.audio = span(timeline.audio, audioOf(facts, video), place);
  }
  return timeline;
}

/** Whether a segment behind a hole is what should be in it. */
const comesLater = (rest: readonly InspectedObject[], from: number, to: number): boolean =>
  rest.some(({ inspection: { facts } }) => {
    const { firstDts = null, lastDts = null } = facts.video ?? {};
    return firstDts !== null && lastDts !== null && firstDts > from && lastDts < to;
  });

/** What a step back at the seam of two segments looks like, by their own stamps. `origin`: that of the clip's first frame. */
function stepBackOf(video: Timed, earlier: readonly Timed[], interval: number, backMs: number): Finding['params'] {
  const [first] = earlier;
  if (!first) return {};
  if (video.wrapMs !== null && isCutTo32(backMs)) return { cause: 'bits' };
  const isAnew = Math.abs(video.firstDts - first.firstDts) < interval || Math.abs(video.firstDts) < interval;
  // Segments that changed places do not overlap with any.
  const isApart = earlier.every((one) => video.lastDts < one.firstDts || video.firstDts > one.lastDts);
  return {
    cause: isAnew ? 'anew' : isApart ? 'order' : 'base',
    ...(!isAnew && isApart ? { why: 'order' } : {}),
    ...(Math.abs(first.firstDts) < interval ? {} : { origin: secondsOf(first.firstDts) }),
  };
}

/** An object in front that holds the same bytes, or, encrypted anew, the same pictures. */
function twinOf(facts: ObjectFacts, segments: readonly InspectedObject[], n: number): Finding['params'] {
  const twin = segments.find(({ object, inspection }) => object.n < n && areSame(inspection.facts, facts));
  return twin ? { cause: 'again', twin: twin.object.n } : {};
}

function areSame(one: ObjectFacts, other: ObjectFacts): boolean {
  if (one.sha256 === other.sha256) return true;
  const [first, second] = [one.video, other.video];
  if (!first || !second || first.fingerprints.length === 0 || first.firstDts !== second.firstDts) return false;
  return first.fingerprints.join() === second.fingerprints.join() && first.sizes.join() === second.sizes.join();
}

/** Sound of a transport stream may lie beyond a wrap that the pictures have not reached. */
function audioOf(facts: ObjectFacts, video: Timed): { firstPts: number | null; lastPts: number | null } {
  const { audio } = facts;
  if (!audio || audio.firstPts === null || audio.lastPts === null) return { firstPts: null, lastPts: null };
  const wrap = video.wrapMs;
  // Without a wrap, what lies before 0 is trimmed by an edit list and not heard.
  if (wrap === null)
    return { firstPts: audio.lastPts > 0 ? Math.max(0, audio.firstPts) : audio.firstPts, lastPts: audio.lastPts };
  const near = (ms: number) => ms + Math.round((video.firstDts - ms) / wrap) * wrap;
  return { firstPts: near(audio.firstPts), lastPts: near(audio.lastPts) };
}

function span(
  known: { first: number; last: number } | null,
  part: { firstPts: number | null; lastPts: number | null },
  place: (ms: number) => number,
): { first: number; last: number } | null {
  if (part.firstPts === null || part.lastPts === null) return known;
  const first = place(part.firstPts);
  const last = place(part.lastPts);
  return known ? { first: Math.min(known.first, first), last: Math.max(known.last, last) } : { first, last };
}
