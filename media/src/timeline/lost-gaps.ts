import type { Finding } from '@kaitong/contract/checks';
import type { Loss, VideoFacts } from '../facts.ts';
import { timeOf } from './garbled-pictures.ts';
import { usualStepOf } from './usual-step.ts';

/** The pictures of an object in their place in the clip. */
export type Shown = { n: number; video: VideoFacts; firstFrame: number; shift: number };

/** Where pictures are missing, as they were before they were lost. */
export type Gap = {
  of: Shown;
  loss: Loss;
  /** When the first of them should have been there, on the clip's clock. */
  atMs: number;
  /** Its number among all that were encoded. */
  picture: number;
  /** How many, by the time that is missing, and how long they are; null: the times do not say. */
  count: number | null;
  ms: number;
  isFirstOfObject: boolean;
};

/** An object that begins with what a lost picture has garbled was cut there for a key frame. */
export const lacksKey = ({ firstFrame, losses: [first] }: VideoFacts): boolean =>
  firstFrame === 'other' && first?.frame === 0;

/** All of a clip, in their order. */
export function gapsOf(shown: readonly Shown[]): Gap[] {
  const gaps: Gap[] = [];
  let lost = 0;
  for (const [index, of] of shown.entries())
    for (const loss of of.video.losses) {
      const picture = of.firstFrame + loss.frame + lost;
      const gap = { of, loss, picture, isFirstOfObject: loss.frame === 0, ...measure(of, loss, shown[index - 1]) };
      lost += gap.count ?? 1;
      gaps.push(gap);
    }
  return gaps;
}

function measure(
  { video, shift }: Shown,
  { frame }: Loss,
  before: Shown | undefined,
): Pick<Gap, 'atMs' | 'count' | 'ms'> {
  const time = timeOf(video, frame) + shift;
  const usual = usualStepOf(video.dts) ?? 0;
  const last =
    frame > 0
      ? timeOf(video, frame - 1) + shift
      : before && timeOf(before.video, before.video.frames - 1) + before.shift;
  if (last === undefined || usual === 0) return { atMs: time, count: null, ms: 0 };
  const steps = (time - last) / usual;
  const count = Math.round(steps) - 1;
  if (count >= 1 && Math.abs(steps - count - 1) <= TOLERANCE) return { atMs: last + usual, count, ms: count * usual };
  // Stamped as if nothing were missing.
  if (frame === 0) return { atMs: time, count: null, ms: 0 };
  return {
    atMs: last + Math.min((time - last) / 2, (video.durationMs ?? 0) / Math.max(1, video.frames)),
    count: null,
    ms: 0,
  };
}

/** Of a step: clocks are not exact. */
const TOLERANCE = 0.3;

/** What is missing: a picture or a key frame, or several with the last of them. */
export function nameOf({ of, loss, picture, count, isFirstOfObject }: Gap): Finding['params'] {
  const isOpening = isFirstOfObject && lacksKey(of.video);
  if (count !== null && count > 1) {
    const among = loss.what === 'key' || isOpening ? 'key_among' : 'no_key';
    return { what: loss.what, picture, missing: count, last: picture + count - 1, among };
  }
  if (isOpening) return { what: 'opening_key', picture };
  return { what: count === 1 && loss.what === 'pictures' ? 'picture' : loss.what, picture };
}

/** It is one picture, as far as anything tells. */
export const isOfOne = ({ count, loss }: Gap): boolean => count === 1 || (count === null && loss.what !== 'pictures');
