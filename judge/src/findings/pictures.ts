import { checks, type Finding, finding, type PictureSecond } from '@kaitong/contract/checks';
import type { JudgedObject } from '../clip-evidence.ts';
import { MotionPeak } from '../decode/motion-peak.ts';
import { type ClipPicture, isWhole } from '../pictures/clip-pictures.ts';
import { findRepeats } from '../pictures/repeats.ts';
import { longestRun, longestSeconds, longestStretch, type Run } from '../pictures/runs.ts';
import { isBlack, isCast, isColourLost, isNoiseless, isUniform, isUnreal } from '../pictures/traits.ts';

export type Shown = {
  objects: readonly JudgedObject[];
  pictures: readonly ClipPicture[];
  seconds: readonly PictureSecond[];
  waveAsked: boolean;
};

type Checked = Shown & {
  /** From the clip's first picture to the end of its last one. */
  lengthMs: number;
};

/** `picture.*` over all segments of the clip. */
export function checkPictures(given: Shown): Finding[] {
  if (given.pictures.length === 0) return [];
  const shown = { ...given, lengthMs: lengthOf(given) };
  const empty = [...checkUniform(shown), ...checkBlack(shown)];
  // Where there is no picture, nothing moves in it either; saying so would only hide the cause.
  const isEmpty = empty.some(({ severity }) => severity === 'error');
  return [
    ...empty,
    ...checkCast(shown),
    ...(isEmpty ? [] : [...checkMotion(shown), ...checkRepeats(shown)]),
    ...checkCorrupt(shown),
  ];
}

const percentOf = (pictures: readonly ClipPicture[], test: (picture: ClipPicture) => boolean): number =>
  (pictures.filter(test).length / pictures.length) * 100;

const placed = ({ fromMs, toMs }: Run, { lengthMs }: Checked) => ({
  atMs: fromMs,
  params: { toMs: Math.min(toMs, lengthMs) },
});

function checkBlack(shown: Checked): Finding[] {
  const { pictures } = shown;
  const percent = percentOf(pictures, isBlack);
  const run = longestRun(shown, 'black', (one) => isWhole(one) && isBlack(one));
  const isError = percent > checks['picture.black'].limit;
  if (!run) return isError ? [finding('picture.black', { measured: Math.round(percent), params: { toMs: 0 } })] : [];
  const severity = isError ? 'error' : 'warning';
  const { atMs, params } = placed(run, shown);
  const noise = isError ? { noise: pictures.filter(isBlack).every(isNoiseless) ? 'none' : 'some' } : {};
  return [finding('picture.black', { severity, measured: Math.round(percent), atMs, params: { ...params, ...noise } })];
}

function checkUniform(shown: Checked): Finding[] {
  const { pictures } = shown;
  const unwritten = (one: ClipPicture): boolean => isWhole(one) && isUniform(one) && isUnreal(one);
  const isError = percentOf(pictures, unwritten) >= checks['picture.uniform'].limit;
  // Where it flickers, no second is all of one colour.
  const uniform = (one: ClipPicture): boolean => isWhole(one) && isUniform(one);
  const run = longestRun(shown, 'uniform', uniform) ?? (isError ? longestStretch(pictures, unwritten) : undefined);
  if (!run) return [];
  const { atMs, params } = placed(run, shown);
  const severity = isError ? 'error' : 'warning';
  const measured = Math.round(percentOf(pictures, isUniform));
  const shade = shadeOf(pictures.filter(isUniform));
  return [finding('picture.uniform', { severity, measured, atMs, params: { ...params, shade } })];
}

/** The commonest ones have names: a plane of zeros is green, one that was set to 128 grey. */
function shadeOf(uniform: readonly ClipPicture[]): string {
  const unreal = uniform.filter(isUnreal);
  if (unreal.length * 2 < uniform.length) return 'plain';
  const lost = unreal.filter(isColourLost);
  if (lost.length * 2 < unreal.length) return 'grey';
  return lost.every(({ cb, cr }) => cb <= 4 && cr <= 4) ? 'green' : 'coloured';
}

function checkCast(shown: Checked): Finding[] {
  const { pictures } = shown;
  const { limit } = checks['picture.uniform'];
  const lost = (one: ClipPicture): boolean => isWhole(one) && isCast(one) && isColourLost(one);
  const isError = percentOf(pictures, lost) >= limit;
  const tinged = (one: ClipPicture): boolean => isWhole(one) && isCast(one);
  const run = longestRun(shown, 'cast', tinged) ?? (isError ? longestStretch(pictures, lost) : undefined);
  if (!run) return [];
  const severity = isError ? 'error' : 'warning';
  const measured = Math.round(percentOf(pictures, isCast));
  return [finding('picture.cast', { severity, measured, limit: isError ? limit : null, ...placed(run, shown) })];
}

/** Nothing moved at all, or for long while something did at another time. */
function checkMotion(shown: Checked): Finding[] {
  const { objects, pictures, seconds, waveAsked } = shown;
  const peaks = objects.flatMap(({ decoded }) => (decoded?.is === 'report' ? decoded.report.pictures.motion.peak : []));
  const motion = Math.max(0, ...peaks, ...(pictures.some(({ isCopy }) => isCopy) ? [peakBetweenCopies(pictures)] : []));
  if (motion < checks['picture.no_motion'].limit) {
    const severity = waveAsked ? 'error' : 'warning';
    return [finding('picture.no_motion', { severity, measured: Math.round(motion * 10) / 10 })];
  }
  const run = longestSeconds(seconds, 'still');
  const measured = run ? run.toMs - run.fromMs : 0;
  if (!run || measured <= checks['picture.still'].limit) return [];
  return [finding('picture.still', { measured, ...placed(run, shown) })];
}

function peakBetweenCopies(pictures: readonly ClipPicture[]): number {
  const motion = new MotionPeak();
  for (const { change, isCopy } of pictures) if (!isCopy) motion.addPair(change);
  return motion.peak;
}

function checkRepeats({ pictures }: Checked): Finding[] {
  const repeats = findRepeats(pictures);
  if (!repeats) return [];
  const { shownFps, sentFps, count } = repeats;
  const [firstMs = 0, secondMs = 0, thirdMs = 0] = repeats.copies;
  const rounded = (fps: number): number => Math.round(fps * 10) / 10;
  return [
    finding('picture.repeated', {
      measured: rounded(shownFps),
      limit: rounded(sentFps),
      atMs: firstMs,
      params: { sent: rounded(sentFps), firstMs, secondMs, thirdMs, count },
    }),
  ];
}

/** Garbled pictures are a blemish while they are few. */
const TOLERATED_SHARE = 0.1;

function checkCorrupt(shown: Checked): Finding[] {
  const { pictures, seconds, lengthMs } = shown;
  const run = longestSeconds(seconds, 'corrupt');
  if (!run) return [];
  const measured = Math.round(garbledMsOf(pictures, lengthMs));
  const share = measured / lengthMs;
  const limit = Math.max(checks['picture.corrupt'].limit, Math.round(TOLERATED_SHARE * lengthMs));
  const { atMs, params } = placed(garbledIn(run, pictures), shown);
  const severity = measured > limit ? 'error' : 'warning';
  const percent = Math.max(1, Math.round(share * 100));
  return [finding('picture.corrupt', { severity, measured, limit, atMs, params: { ...params, percent } })];
}

/** From the first garbled picture of a run of seconds to the first whole one behind the last. */
function garbledIn({ fromMs, toMs }: Run, pictures: readonly ClipPicture[]): Run {
  let [first, last, next] = [toMs, fromMs, toMs];
  for (const { garbled, clipMs } of pictures) {
    if (!garbled || clipMs < fromMs || clipMs >= toMs) continue;
    first = Math.min(first, clipMs);
    last = Math.max(last, clipMs);
  }
  for (const { clipMs } of pictures) if (clipMs > last) next = Math.min(next, clipMs);
  return { fromMs: Math.round(first), toMs: Math.round(next) };
}

/** Each picture is seen until the next one comes; before a hole as long as the one before it. */
function garbledMsOf(pictures: readonly ClipPicture[], lengthMs: number): number {
  const ordered = [...pictures].sort((a, b) => a.clipMs - b.clipMs);
  let own = 0;
  return ordered.reduce((sum, { garbled, clipMs }, at) => {
    const until = (ordered[at + 1]?.clipMs ?? lengthMs) - clipMs;
    if (until <= checks['time.gap'].limit) own = Math.max(0, until);
    return garbled ? sum + own : sum;
  }, 0);
}

function lengthOf({ seconds, pictures }: Shown): number {
  const last = pictures.reduce((latest, { clipMs }) => Math.max(latest, clipMs), 0);
  const interval = pictures.length > 1 ? last / (pictures.length - 1) : 0;
  return Math.min(Math.round(last + interval), seconds.length * 1000);
}
