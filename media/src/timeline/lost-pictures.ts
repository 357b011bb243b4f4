import { checks, type Finding, finding, type Severity } from '@kaitong/contract/checks';
import type { InspectedObject, Loss, Run, VideoFacts } from '../facts.ts';
import { garbledSpans, timeOf } from './garbled-pictures.ts';
import type { Timeline } from './join.ts';
import { type Gap, gapsOf, isOfOne, lacksKey, nameOf, type Shown } from './lost-gaps.ts';

/** Garbled for longer than the limit, and for more than this share of the clip: no viewer puts up with it. */
const TOLERATED_SHARE = 0.1;

type End = { until: 'next_key' | 'whole_picture' | 'clip_end'; untilMs: number; ends?: 'clip' };

/** Less footage than was asked for: an error where somebody waits for it, a warning where one segment may be looked at alone. */
export type Shortage = { shownMs: number; neededMs: number; severity: Severity };

/**
 * `video.lost_pictures`, one for each object in which pictures are missing that others build on. How bad it is does not
 * depend on how many are lost, but on how long a viewer of the clip sees it, and on whether the clip is too short by them.
 */
export function findLostPictures(
  segments: readonly InspectedObject[],
  timeline: Timeline,
  shortage: Shortage | null = null,
): Finding[] {
  const { durationMs } = timeline;
  if (durationMs === null) return [];
  const shown = shownOf(segments, timeline);
  const garbledMs = shown.reduce((sum, { video }) => sum + lengthOf(video), 0);
  const limit = Math.max(checks['video.lost_pictures'].limit, Math.round(TOLERATED_SHARE * durationMs));
  const gaps = seenGapsOf(shown);
  const isOver = garbledMs > limit;
  const short = shortage && isShortBy(gaps, shortage) ? shortage : null;
  const severity = isOver || short?.severity === 'error' ? 'error' : 'warning';
  const common = {
    ...(gaps.length > 1 ? { more: gaps.length - 1 } : {}),
    ...(gaps.length === 1 && gaps.every(isOfOne) ? { single: 'single' } : {}),
    ...(isOver ? { over: 'over' } : {}),
    ...(short ? { shortMs: Math.round(short.shownMs), neededMs: short.neededMs } : {}),
  };
  return shown.flatMap((of, index) => {
    const gap = gaps.find((one) => one.of === of);
    if (!gap || isMixed(segments, of.n)) return [];
    const { loss } = gap;
    return finding('video.lost_pictures', {
      severity,
      measured: Math.round(garbledMs),
      limit: short && !isOver ? null : limit,
      object: of.n,
      kind: 'segment',
      offset: loss.offset,
      atMs: Math.round(gap.atMs),
      frame: of.firstFrame + loss.frame,
      params: {
        ...nameOf(gap),
        fromMs: Math.round(timeOf(of.video, garbledFrom(of.video, loss)) + of.shift),
        ...repairOf(shown, index, loss),
        repairedMs: Math.round(timeOf(of.video, of.video.garbled.at(-1)?.[1] ?? loss.frame) + of.shift),
        ...common,
      },
    });
  });
}

/** Whether the clip would be long enough with what is missing between its segments: within one a hole is as long as its pictures. */
export const isShortOfLost = (
  segments: readonly InspectedObject[],
  timeline: Timeline,
  shortage: Omit<Shortage, 'severity'>,
): boolean => isShortBy(seenGapsOf(shownOf(segments, timeline)), shortage);

function isShortBy(gaps: readonly Gap[], { shownMs, neededMs }: Omit<Shortage, 'severity'>): boolean {
  const lostMs = gaps.reduce((sum, { loss, ms }) => (loss.frame === 0 ? sum + ms : sum), 0);
  return lostMs > 0 && shownMs + lostMs >= neededMs - ROUNDING_MS;
}

/** Those behind which something is garbled. */
const seenGapsOf = (shown: readonly Shown[]): Gap[] =>
  gapsOf(shown).filter(({ of, loss }) => endOf(of.video.garbled, loss.frame) !== undefined);

/** Of the lengths of several objects. */
const ROUNDING_MS = 2;

/** When key frames should have been there, on the clip's clock: nobody set them so far apart. */
export const lostKeyTimes = (segments: readonly InspectedObject[], timeline: Timeline): number[] =>
  gapsOf(shownOf(segments, timeline)).flatMap(({ of: { video, shift }, loss: { frame }, isKey }) =>
    isKey || (frame === 0 && lacksKey(video)) ? timeOf(video, frame) + shift : [],
  );

function shownOf(segments: readonly InspectedObject[], { shifts }: Timeline): Shown[] {
  const shown: Shown[] = [];
  let firstFrame = 0;
  for (const { object, inspection } of segments) {
    const { video } = inspection.facts;
    if (video) shown.push({ n: object.n, video, firstFrame, shift: shifts.get(object.n) ?? 0 });
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

/** The first picture that is garbled for want of what is missing. */
const garbledFrom = ({ garbled }: VideoFacts, { frame }: Loss): number =>
  Math.max(frame, garbled.find(([, to]) => to > frame)?.[0] ?? frame);

/** The last picture but one of those that a loss garbles: up to the next key frame, and on where that does not help. */
function endOf(runs: readonly Run[], frame: number, key = Number.POSITIVE_INFINITY): number | undefined {
  return runs.findLast(([from, to]) => to > frame && from < key)?.[1];
}

function repairOf(shown: readonly Shown[], index: number, { frame }: Loss): End {
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
  const untilMs = Math.round(timeOf(last.video, picture) + last.shift);
  if (picture >= last.video.frames) return { until: 'clip_end', untilMs, ends: 'clip' };
  return {
    until: last.video.keyFrames.some(({ index: at }) => at === picture) ? 'next_key' : 'whole_picture',
    untilMs,
  };
}
