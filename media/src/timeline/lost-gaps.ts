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
  /** It is a key frame, by where its object begins and how far apart the others are. */
  isOpeningKey: boolean;
};

/** An object that begins with what a lost picture has garbled was cut there for a key frame. */
export const lacksKey = ({ firstFrame, losses: [first] }: VideoFacts): boolean =>
  firstFrame === 'other' && first?.frame === 0;

/** All of a clip, in their order. */
export function gapsOf(shown: readonly Shown[]): Gap[] {
  const gaps: Gap[] = [];
  const keys = shown.flatMap(({ video, shift }) =>
    video.keyFrames.flatMap(({ dts }) => (dts === null ? [] : [dts + shift])),
  );
  let lost = 0;
  for (const [index, of] of shown.entries()) {
    if (of.video.losses.length === 0) continue;
    const step = usualStepOf(of.video.dts) ?? 0;
    for (const loss of of.video.losses) {
      const measured = measure(of, loss, step, shown[index - 1]);
      const isOpeningKey = loss.frame === 0 && lacksKey(of.video) && isKeyDue(measured.atMs, keys, step);
      gaps.push({ of, loss, picture: of.firstFrame + loss.frame + lost, ...measured, isOpeningKey });
      lost += measured.count ?? 1;
    }
  }
  return gaps;
}

/** Segments may begin in the middle of a group. Where key frames are lost, what is between two others is several groups. */
function isKeyDue(atMs: number, keys: readonly number[], step: number): boolean {
  const before = keys.findLast((key) => key < atMs);
  const group = keys.reduce(
    (least, key, at) => (at === 0 ? least : Math.min(least, key - (keys[at - 1] ?? key))),
    Infinity,
  );
  if (before === undefined || !Number.isFinite(group)) return true;
  const rest = (atMs - before) % Math.max(1, group);
  return Math.min(rest, group - rest) <= step;
}

function measure(
  { video, shift }: Shown,
  { frame }: Loss,
  step: number,
  before: Shown | undefined,
): Pick<Gap, 'atMs' | 'count' | 'ms'> {
  const time = timeOf(video, frame) + shift;
  const last =
    frame > 0
      ? timeOf(video, frame - 1) + shift
      : before && timeOf(before.video, before.video.frames - 1) + before.shift;
  if (last === undefined || step === 0) return { atMs: time, count: null, ms: 0 };
  const steps = (time - last) / step;
  const count = Math.round(steps) - 1;
  if (count >= 1 && Math.abs(steps - count - 1) <= TOLERANCE) return { atMs: last + step, count, ms: count * step };
  // Stamped as if nothing were missing.
  const atMs =
    frame === 0 ? time : last + Math.min((time - last) / 2, (video.durationMs ?? 0) / Math.max(1, video.frames));
  return { atMs, count: null, ms: 0 };
}

/** Of a step: clocks are not exact. */
const TOLERANCE = 0.3;

/** What is missing: a picture or a key frame, or several with the last of them. */
export function nameOf({ loss, picture, count, isOpeningKey }: Gap): Finding['params'] {
  if (count !== null && count > 1) {
    const among = loss.what === 'key' || isOpeningKey ? 'key_among' : 'no_key';
    return { what: loss.what, picture, missing: count, last: picture + count - 1, among };
  }
  if (isOpeningKey) return { what: 'opening_key', picture };
  return { what: count === 1 && loss.what === 'pictures' ? 'picture' : loss.what, picture };
}

/** Nothing says that more than one picture is missing in it. */
export const isOfOne = ({ count, loss }: Gap): boolean => count === 1 || (count === null && loss.what !== 'pictures');
