import type { Finding } from '@kaitong/contract/checks';
import type { Loss, Lost, VideoFacts } from '../facts.ts';
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
  /** A key frame is what is missing, or the last of it: by the numbers, or by where the others are. */
  isKey: boolean;
  /** One that its object was cut for. */
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
  const rhythm = rhythmOf(keys);
  let lost = 0;
  for (const [index, of] of shown.entries()) {
    if (of.video.losses.length === 0) continue;
    const step = usualStepOf(of.video.dts) ?? 0;
    for (const loss of of.video.losses) {
      const measured = measure(of, loss, step, shown[index - 1]);
      const isOpeningKey = loss.frame === 0 && lacksKey(of.video) && isKeyDue(measured.atMs, keys, step);
      const isCountedAnew = loss.what === 'key' || (loss.what === 'pictures_or_key' && measured.count === 1);
      const isKey = isOpeningKey || isCountedAnew || (rhythm !== null && isKeyLeftOut(measured, keys, rhythm, step));
      gaps.push({ of, loss, picture: of.firstFrame + loss.frame + lost, ...measured, isKey, isOpeningKey });
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

/** How far key frames are apart, and how evenly. */
type Rhythm = { group: number; unevenMs: number };

function rhythmOf(keys: readonly number[]): Rhythm | null {
  const groups = keys.slice(1).map((key, at) => key - (keys[at] ?? key));
  const group = groups.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  if (groups.length === 0 || group <= 0) return null;
  const off = (ms: number): number => Math.abs(ms - Math.round(ms / group) * group);
  return { group, unevenMs: groups.reduce((most, ms) => Math.max(most, off(ms)), 0) };
}

/** Key frames come evenly, and not where one of those that are missing was due. */
function isKeyLeftOut(
  { atMs, count }: Pick<Gap, 'atMs' | 'count'>,
  keys: readonly number[],
  { group, unevenMs }: Rhythm,
  step: number,
): boolean {
  if (unevenMs > step) return false;
  const after = keys.findIndex((key) => key > atMs);
  const before = after < 0 ? keys.at(-1) : keys[after - 1];
  if (before === undefined) return false;
  if (after >= 0 && (keys[after] ?? 0) - before < MOST_OF_ONE_GROUP * group) return false;
  const grain = count === null ? step : step / 2;
  const due = before + Math.max(1, Math.ceil((atMs - grain - before) / group)) * group;
  return due <= atMs + ((count ?? 1) - 1) * step + grain;
}

/** Between two key frames that far apart there was another. */
const MOST_OF_ONE_GROUP = 1.5;

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
export function nameOf({ loss, picture, count, isKey, isOpeningKey }: Gap): Finding['params'] {
  const { what } = loss;
  if (count !== null && count > 1)
    return {
      ...{ what: severalOf(what), picture, missing: count, last: picture + count - 1 },
      among: isKey ? 'key_among' : 'no_key',
    };
  if (isOpeningKey) return { what: 'opening_key', picture };
  if (isKey) return { what: 'key', picture };
  return { what: count === 1 ? 'picture' : severalOf(what), picture };
}

const severalOf = (what: Lost): Lost => (what === 'pictures_or_key' ? 'pictures' : what);

/** Nothing says that more than one picture is missing in it. */
export const isOfOne = ({ count, loss, isKey }: Gap): boolean =>
  count === 1 || (count === null && (isKey || loss.what === 'picture'));
