import type { Finding } from '@kaitong/contract/checks';
import type { Frame } from '../bitstream/video-track.ts';
import type { InspectedObject } from '../facts.ts';
import { FindingList } from '../finding-list.ts';
import { segmentsOf } from '../segments.ts';
import { joinTimeline } from './join.ts';

/** Times of pictures are rounded to a thousandth and those of findings to a millisecond. */
const SAME_MS = 0.6;

/**
 * Adds to what one object shows which picture it is, and when: by time where the finding has one, else by the bytes. Times
 * and numbers are the object's own.
 */
export function placeInObject(findings: readonly Finding[], frames: readonly Frame[]): void {
  const start = frames[0]?.dts ?? null;
  for (const found of findings) {
    if (found.frame !== undefined || isOfSound(found)) continue;
    const frame = found.atMs === null ? atByte(found.offset, frames) : atTime(found.atMs, frames, start);
    if (frame < 0) continue;
    const dts = frames[frame]?.dts ?? null;
    found.frame = frame;
    if (found.atMs === null && dts !== null && start !== null) found.atMs = Math.round(dts - start);
  }
}

/** Its times are the sound's own, and no picture stands there. */
const isOfSound = ({ code }: Finding): boolean => code.startsWith('audio.');

const atTime = (atMs: number, frames: readonly Frame[], start: number | null): number =>
  frames.findIndex(({ dts }) => dts !== null && start !== null && Math.abs(dts - start - atMs) < SAME_MS);

/** The picture that the byte belongs to: the last one that begins at or before it. */
const atByte = (offset: number | null, frames: readonly Frame[]): number =>
  offset === null ? -1 : frames.findLastIndex((frame) => frame.offset <= offset);

type Pictures = { n: number; first: number; times: (number | null)[]; keys: number[] };

/**
 * The findings with their places on the clip's clock: what objects showed by themselves is moved there, and all learn
 * their picture's number and how far the next key frame is.
 */
export function placeInClip(
  objects: readonly InspectedObject[],
  found: { byObject: readonly Finding[]; byClip: readonly Finding[] },
): Finding[] {
  const segments = segmentsOf(objects);
  const { shifts, keyTimes } = joinTimeline(segments, new FindingList(null));
  const clip = picturesOf(segments, shifts);
  const moved = found.byObject.map((finding) => moveToClip(finding, clip));
  const keys = new Set(clip.flatMap((object) => object.keys));
  const inClip = found.byClip.map((finding) => numbered(finding, clip));
  return withoutTwins([...moved.map((finding) => moveToInit(finding, objects)), ...inClip]).map((finding) =>
    isWholeKey(finding, keys) ? finding : withKey(finding, keyTimes),
  );
}

/** What segments show and an init segment says: that one has to be changed, once for all of them. */
const SAID_BY_INIT: Partial<Record<Finding['code'], 'video' | 'audio'>> = {
  'mp4.nal_length_size': 'video',
  'audio.rate': 'audio',
};

function moveToInit(finding: Finding, objects: readonly InspectedObject[]): Finding {
  const kind = SAID_BY_INIT[finding.code];
  const init = objects.find(({ object }) => object.kind === 'init');
  if (!kind || !init || finding.kind !== 'segment' || finding.params.byte === undefined) return finding;
  const track = init.inspection.facts.init?.tracks.find((one) => one.kind === kind && one.configuration);
  if (track?.configuration?.offset !== finding.params.byte) return finding;
  const { frame: _, keyAfterMs: __, ...known } = finding;
  return { ...known, object: init.object.n, kind: 'init', offset: track.configuration.offset, atMs: null };
}

/** The same of several segments is one thing where it stands in one place. */
const withoutTwins = (findings: readonly Finding[]): Finding[] =>
  findings.filter(
    (finding, n) => finding.kind !== 'init' || findings.findIndex((other) => isSame(finding, other)) === n,
  );

const isSame = (one: Finding, other: Finding): boolean =>
  one.code === other.code && one.object === other.object && one.offset === other.offset;

/** Without a time that follows on from the object before, an object's pictures have no place on the clip's clock. */
function picturesOf(segments: readonly InspectedObject[], shifts: ReadonlyMap<number, number>): Pictures[] {
  let first = 0;
  return segments.map(({ object, inspection: { facts } }) => {
    const shift = shifts.get(object.n);
    const times = (facts.video?.dts ?? []).map((dts) => (dts === null || shift === undefined ? null : dts + shift));
    const keys = (facts.video?.keyFrames ?? []).map(({ index }) => first + index);
    const pictures = { n: object.n, first, times, keys };
    first += facts.video?.frames ?? 0;
    return pictures;
  });
}

function moveToClip(finding: Finding, clip: readonly Pictures[]): Finding {
  const own = clip.find(({ n }) => n === finding.object);
  if (!own) return finding;
  const start = own.times[0] ?? null;
  return {
    ...finding,
    ...(finding.atMs === null || start === null ? {} : { atMs: Math.round(finding.atMs + start) }),
    ...(finding.frame === undefined ? {} : { frame: own.first + finding.frame }),
  };
}

function numbered(finding: Finding, clip: readonly Pictures[]): Finding {
  const { atMs } = finding;
  if (finding.frame !== undefined || atMs === null || isOfSound(finding)) return finding;
  for (const { first, times } of clip) {
    const index = times.findIndex((time) => time !== null && Math.abs(time - atMs) < SAME_MS);
    if (index >= 0) return { ...finding, frame: first + index };
  }
  return finding;
}

/** What is wrong at a key frame that is itself whole needs none after it. */
const isWholeKey = ({ code, frame }: Finding, keys: ReadonlySet<number>): boolean =>
  frame !== undefined && keys.has(frame) && !DAMAGE.test(code);
const DAMAGE = /^(?:ts\.|decode\.|video\.nal$|mp4\.(?:truncated|samples_missing)$|obj\.damaged$)/;

function withKey(finding: Finding, keyTimes: readonly number[]): Finding {
  const { atMs } = finding;
  if (atMs === null || finding.frame === undefined) return finding;
  const next = keyTimes.reduce((least, time) => (time > atMs + SAME_MS ? Math.min(least, time) : least), Infinity);
  return Number.isFinite(next) ? { ...finding, keyAfterMs: Math.round(next - atMs) } : finding;
}
