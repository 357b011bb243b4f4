import { checks, type Finding, finding } from '@kaitong/contract/checks';
import type { InspectedObject, Loss, Run, VideoFacts } from '../facts.ts';
import { garbledSpans, timeOf } from './garbled-pictures.ts';
import type { Timeline } from './join.ts';
import { usualStepOf } from './usual-step.ts';

/** Garbled for longer than the limit, and for more than this share of the clip: no viewer puts up with it. */
const TOLERATED_SHARE = 0.1;

type Shown = { n: number; video: VideoFacts; firstFrame: number };
type End = { until: 'next_key' | 'whole_picture' | 'clip_end'; untilMs: number };

/**
 * `video.lost_pictures`, one for each object in which pictures are missing that others build on. How bad it is does not
 * depend on how many are lost, but on how long a viewer of the clip sees it.
 */
export function findLostPictures(segments: readonly InspectedObject[], timeline: Timeline): Finding[] {
  const { durationMs, shifts } = timeline;
  if (durationMs === null) return [];
  const shown = shownOf(segments);
  const garbledMs = shown.reduce((sum, { video }) => sum + lengthOf(video), 0);
  const limit = Math.max(checks['video.lost_pictures'].limit, Math.round(TOLERATED_SHARE * durationMs));
  return shown.flatMap(({ n, video, firstFrame }, index) => {
    const loss = video.losses.find(({ frame }) => endOf(video.garbled, frame) !== undefined);
    if (!loss || isMixed(segments, n)) return [];
    const shift = shifts.get(n) ?? 0;
    const end = repairOf(shown, index, loss, shifts);
    return finding('video.lost_pictures', {
      severity: garbledMs > limit ? 'error' : 'warning',
      measured: Math.round(garbledMs),
      limit,
      object: n,
      kind: 'segment',
      offset: loss.offset,
      atMs: Math.round(missedAt(video, loss) + shift),
      frame: firstFrame + loss.frame,
      params: {
        what: loss.what,
        picture: firstFrame + loss.frame,
        ...missingOf(video, loss, firstFrame),
        ...end,
        repairedMs: Math.round(timeOf(video, video.garbled.at(-1)?.[1] ?? loss.frame) + shift),
      },
    });
  });
}

/** An object that begins with what a lost picture has garbled was cut there for a key frame. */
export const lacksKey = ({ firstFrame, losses: [first] }: VideoFacts): boolean =>
  firstFrame === 'other' && first?.frame === 0;

/** When key frames should have been there, on the clip's clock: nobody set them so far apart. */
export const lostKeyTimes = (segments: readonly InspectedObject[], { shifts }: Timeline): number[] =>
  segments.flatMap(({ object, inspection: { facts } }) => {
    const { video } = facts;
    if (!video) return [];
    const lost = video.losses.filter(({ what, frame }) => what === 'key' || (frame === 0 && lacksKey(video)));
    return lost.map(({ frame }) => timeOf(video, frame) + (shifts.get(object.n) ?? 0));
  });

function shownOf(segments: readonly InspectedObject[]): Shown[] {
  const shown: Shown[] = [];
  let firstFrame = 0;
  for (const { object, inspection } of segments) {
    const { video } = inspection.facts;
    if (video) shown.push({ n: object.n, video, firstFrame });
    firstFrame += video?.frames ?? 0;
  }
  return shown;
}

const lengthOf = (video: VideoFacts): number =>
  garbledSpans(video).reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0);

/** Two recordings in one file skip each other's pictures, and that is said. */
const isMixed = (segments: readonly InspectedObject[], n: number): boolean =>
  segments.some(
    ({ object, inspection }) =>
      object.n === n && inspection.findings.some(({ code }) => code === 'time.mixed_sessions'),
  );

/** By the time that is missing, as many steps as pictures: which ones, where they are several. */
function missingOf({ dts }: VideoFacts, { what, frame }: Loss, firstFrame: number): Finding['params'] {
  const [before = null, time = null] = frame === 0 ? [] : [dts[frame - 1], dts[frame]];
  const usual = usualStepOf(dts);
  if (before === null || time === null || usual === null) return {};
  const steps = (time - before) / usual;
  const missing = Math.round(steps) - 1;
  if (missing < 2 || Math.abs(steps - missing - 1) > TOLERANCE) return {};
  return { missing, last: firstFrame + frame + missing - 1, among: what === 'key' ? 'key_among' : 'no_key' };
}

/** Of a step: clocks are not exact. */
const TOLERANCE = 0.3;

/** Where the first missing picture should have been: a step behind the one before it, or in the middle. */
function missedAt(video: VideoFacts, { frame }: Loss): number {
  const time = timeOf(video, frame);
  if (frame === 0) return time;
  const before = timeOf(video, frame - 1);
  return before + Math.min((time - before) / 2, (video.durationMs ?? 0) / Math.max(1, video.frames));
}

/** The last picture but one of those that a loss garbles: up to the next key frame, and on where that does not help. */
function endOf(runs: readonly Run[], frame: number, key = Number.POSITIVE_INFINITY): number | undefined {
  return runs.findLast(([from, to]) => to > frame && from < key)?.[1];
}

function repairOf(shown: readonly Shown[], index: number, { frame }: Loss, shifts: Timeline['shifts']): End {
  const own = shown[index];
  if (!own) throw new Error('A loss is in an object.');
  const key = own.video.keyFrames.find(({ index: at }) => at > frame)?.index;
  let last = own;
  let picture = endOf(own.video.garbled, frame, key) ?? frame;
  for (let next = index + 1; picture >= last.video.frames && next < shown.length; next++) {
    const other = shown[next];
    if (!other) break;
    last = other;
    const [lead] = other.video.garbled;
    picture = lead?.[0] === 0 ? lead[1] : 0;
  }
  const untilMs = Math.round(timeOf(last.video, picture) + (shifts.get(last.n) ?? 0));
  if (picture >= last.video.frames) return { until: 'clip_end', untilMs };
  return {
    until: last.video.keyFrames.some(({ index: at }) => at === picture) ? 'next_key' : 'whole_picture',
    untilMs,
  };
}
