import { checks, type EventDeclaration, type Finding, type Severity } from '@kaitong/contract/checks';
import type { InspectedObject, ObjectFacts } from './facts.ts';
import { FindingList } from './finding-list.ts';
import { segmentsOf } from './segments.ts';
import { checkAbsence } from './sound/absence.ts';
import { checkSoundOfClip } from './sound/clip-checks.ts';
import { findCutPictures } from './timeline/cut-pictures.ts';
import { checkDecoderNeeds } from './timeline/decoder-needs.ts';
import { findDuplicatePictures } from './timeline/duplicate-pictures.ts';
import { findExchangedData } from './timeline/exchanged-data.ts';
import { toldTimeOf } from './timeline/garbled-pictures.ts';
import { joinTimeline, type Timeline } from './timeline/join.ts';
import { checkLastDurations } from './timeline/last-duration.ts';
import { lacksKey } from './timeline/lost-gaps.ts';
import { findLostPictures, isShortOfLost, lostKeyTimes, type Shortage } from './timeline/lost-pictures.ts';
import { checkNumbers } from './timeline/missing-objects.ts';
import { areTooManyRepeats, isOtherDuration, percentOf } from './timeline/object-checks.ts';
import { findOtherTimescale, type OtherTimescale, onOwnTimescale } from './timeline/other-timescale.ts';
import { withoutRepeatedEnds } from './timeline/seams.ts';
import { longestGop } from './timeline/timing.ts';

export type ClipInput = {
  event: EventDeclaration;
  /** Every object of the event that was committed, in any order. */
  objects: readonly InspectedObject[];
  expectations?: {
    /** Less footage than this is found as `time.too_short`, an error unless said otherwise. */
    minFootageMs?: number;
    tooShort?: Severity;
    /** A snapshot belongs to the event; default true. */
    snapshot?: boolean;
  };
};

/**
 * Level 1 on the clip as a player sees it, all segments joined: what no single object shows. The objects' own
 * findings are not repeated; a clip's verdict needs both.
 */
export function inspectClip({ event, objects, expectations = {} }: ClipInput): Finding[] {
  const findings = new FindingList(null);
  const ordered = [...objects].sort((a, b) => a.object.n - b.object.n);
  const stamped = withoutRepeatedEnds(segmentsOf(objects));
  const timescale = findOtherTimescale(ordered, stamped);
  const segments = timescale ? onOwnTimescale(stamped) : stamped;
  if (timescale) findings.add('mp4.tfdt', toldTimescale(timescale));
  const own = new Set(objects.flatMap(({ inspection }) => inspection.findings.map((f) => f.code)));
  checkParts(event, ordered, segments, own, findings);
  if ((expectations.snapshot ?? true) && !ordered.some(({ object }) => object.kind === 'snapshot'))
    findings.add('snap.missing');
  checkSizes(segments, own, findings);
  checkRepeats(segments, findings);
  const timeline = joinTimeline(segments, findings);
  checkNumbers(ordered, segments, timeline, findings);
  checkSequence(segments, timeline.continuous, findings);
  checkLastDurations(segments, timeline, findings);
  const cut = [...findCutPictures(segments, timeline), ...findExchangedData(segments)];
  if (timeline.durationMs === null) {
    checkDecoderNeeds(segments, null, findings);
    return [...findings.all, ...cut, ...findDuplicatePictures(segments, timeline)];
  }
  // Where time itself is wrong, rates and lengths follow from it.
  const timeIsWrong = isTimeWrong(objects, timeline.continuous);
  const frames = segments.reduce((sum, { inspection }) => sum + (inspection.facts.video?.frames ?? 0), 0);
  // Rates of less than a second say nothing.
  const fps = timeIsWrong || timeline.durationMs < 1000 ? null : (frames * 1000) / timeline.durationMs;
  checkDecoderNeeds(segments, fps, findings);
  if (!timeIsWrong) {
    checkSpeed(segments, timeline.durationMs, findings);
    checkRates(segments, timeline, fps, findings);
  }
  const declared = segments.reduce((sum, { object }) => sum + object.durationMs, 0);
  const shown =
    timeline.durationMs - segments.reduce((sum, { inspection }) => sum + (inspection.facts.video?.trimmedMs ?? 0), 0);
  const isOther = isOtherDuration(timeline.durationMs, declared) && isOtherDuration(shown, declared);
  if (!timeIsWrong && !own.has('time.duration') && isOther)
    findings.add('time.duration', { measured: Math.round(shown), limit: declared, params: { why: 'clip' } });
  const { minFootageMs, tooShort = 'error' } = expectations;
  const shortage: Shortage | null =
    minFootageMs !== undefined && shown < minFootageMs
      ? { shownMs: shown, neededMs: minFootageMs, severity: tooShort }
      : null;
  if (shortage) checkLength(shortage, isShortOfLost(segments, timeline, shortage), findings);
  if (timeIsWrong) checkAbsence(ordered, segments, findings);
  else checkSoundOfClip(ordered, segments, timeline, findings);
  const pictures = [...findDuplicatePictures(segments, timeline), ...findLostPictures(segments, timeline, shortage)];
  return [...findings.all, ...cut, ...pictures];
}

/** Of the first segment that says so. */
const toldTimescale = ({ count, first, own, other, why }: OtherTimescale): Partial<Finding> => ({
  ...{ object: first.object.n, kind: first.object.kind, measured: count },
  params: { why, own, other },
});

/** Where lost pictures are all that it is too short by, they are what is wrong with it. */
const checkLength = ({ shownMs, neededMs, severity }: Shortage, isOfLost: boolean, findings: FindingList): void =>
  findings.add('time.too_short', {
    ...{ severity, measured: Math.round(shownMs), limit: neededMs },
    params: isOfLost ? { why: 'lost_pictures' } : {},
  });

/** Errors of single objects after which rates and lengths say nothing. */
const TIME_IS_WRONG: ReadonlySet<string> = new Set([
  'time.gap',
  'time.backwards',
  'time.mixed_sessions',
  'time.duplicate',
]);

const isTimeWrong = (objects: readonly InspectedObject[], isContinuous: boolean): boolean =>
  !isContinuous ||
  objects.some(({ inspection }) =>
    inspection.findings.some(({ code, severity }) => severity === 'error' && TIME_IS_WRONG.has(code)),
  );

/** When a picture of an object is decoded, in milliseconds from the clip's first frame; null where that is not known. */
export function clipTimeOf(objects: readonly InspectedObject[], n: number, picture: number): number | null {
  const segments = segmentsOf(objects);
  const shift = joinTimeline(segments, new FindingList(null)).shifts.get(n);
  const { video } = segments.find(({ object }) => object.n === n)?.inspection.facts ?? {};
  const dts = video ? toldTimeOf(video, picture) : null;
  return dts === null || shift === undefined ? null : Math.round(dts + shift);
}

function checkParts(
  event: EventDeclaration,
  ordered: readonly InspectedObject[],
  segments: readonly InspectedObject[],
  own: ReadonlySet<string>,
  findings: FindingList,
): void {
  if (event.encryption === 'none') findings.add('enc.none');
  else checkVectors(ordered, findings);
  // A self-contained first segment plays as a file, but a playlist has nothing to name as its map.
  const hasInit = ordered.some(({ object }) => object.kind === 'init');
  if (event.container === 'fmp4' && segments.length > 0 && !hasInit && !own.has('mp4.no_moov'))
    findings.add('mp4.no_moov', { measured: 'no_init' });
  if (segments.length === 0) {
    if (hasInit) findings.add('mp4.no_fragments', { measured: 'none' });
    else findings.add('video.none', { measured: 'no_segments' });
  }
}

/** `enc.iv_reused`: two objects under one key and IV show where their beginnings are equal. */
function checkVectors(ordered: readonly InspectedObject[], findings: FindingList): void {
  const users = new Map<string, number[]>();
  for (const { object } of ordered)
    if (object.iv !== null) users.set(object.iv, [...(users.get(object.iv) ?? []), object.n]);
  const shared = [...users.values()].filter((numbers) => numbers.length > 1);
  const [first] = shared[0] ?? [];
  if (first !== undefined)
    findings.add('enc.iv_reused', { measured: shared.flat().slice(0, 16).join(', '), object: first });
}

function checkSizes(segments: readonly InspectedObject[], own: ReadonlySet<string>, findings: FindingList): void {
  let size: string | undefined;
  for (const { object, inspection } of segments) {
    const format = inspection.facts.video?.format;
    if (!format) continue;
    const here = `${format.width}x${format.height}`;
    if (size !== undefined && here !== size && !own.has('video.dims_change'))
      findings.add('video.dims_change', { measured: here, limit: size, object: object.n, kind: object.kind });
    size ??= here;
  }
}

/** One repeated stamp in a segment is a slip; the same in every segment is not. */
function checkRepeats(segments: readonly InspectedObject[], findings: FindingList): void {
  const found = segments.flatMap(({ inspection }) => inspection.findings.filter((f) => f.code === 'time.duplicate'));
  if (found.length < 2 || found.some((f) => f.severity === 'error')) return;
  const sum = (of: 'repeats' | 'frames') =>
    segments.reduce((all, { inspection }) => all + (inspection.facts.video?.[of] ?? 0), 0);
  const [repeats, frames] = [sum('repeats'), sum('frames')];
  if (areTooManyRepeats(repeats, frames))
    findings.add('time.duplicate', { measured: percentOf(repeats, frames), params: { count: repeats, frames } });
}

/**
 * Fragment numbers go on from object to object. Muxers that start anew in every segment are common and play, and a
 * step that leaves no hole in time is nothing that a viewer meets.
 */
function checkSequence(segments: readonly InspectedObject[], continuous: boolean, findings: FindingList): void {
  const first = segments[0]?.inspection.facts.sequence?.first;
  if (isToldByTime(segments, findings)) return;
  let before: ObjectFacts['sequence'] = null;
  for (const { object, inspection } of segments) {
    const { sequence } = inspection.facts;
    if (sequence && before && sequence.first !== before.last + 1 && sequence.first !== first && sequence.first > 1)
      findings.add('mp4.sequence', {
        severity: continuous && sequence.first <= before.last ? 'warning' : 'error',
        measured: sequence.first,
        limit: before.last + 1,
        object: object.n,
        kind: object.kind,
      });
    before = sequence ?? before;
  }
}

/** All fragments are there, and their times have told already that some come twice, or in another order. */
function isToldByTime(segments: readonly InspectedObject[], findings: FindingList): boolean {
  const isTold = findings.all.some(
    ({ code, params: { cause } }) => code === 'time.backwards' && (cause === 'again' || cause === 'order'),
  );
  const numbers = segments
    .flatMap(({ inspection: { facts } }) => facts.sequence ?? [])
    .sort((a, b) => a.first - b.first);
  return (
    isTold &&
    numbers.every(({ first, last }, at) => {
      const before = numbers[at - 1];
      return before === undefined || first === before.last + 1 || (first === before.first && last === before.last);
    })
  );
}

/** Whether any segment but the first can be played by itself, if there are others. */
function isCutAtKeys(segments: readonly InspectedObject[]): boolean {
  const later = segments.slice(1).filter(({ inspection }) => (inspection.facts.video?.frames ?? 0) > 0);
  return (
    later.length === 0 ||
    later.some(
      ({ inspection: { facts } }) => facts.video && (facts.video.firstFrame !== 'other' || lacksKey(facts.video)),
    )
  );
}

/** No sensor is so fast: high-speed modes of cameras end at half of it. */
const FASTEST_FPS = 480;
/** Where a step is longer, time runs as it should there, and too many pictures are somewhere else. */
const LONGEST_STEP_MS = 10;
/** Fewer may lie in a clip of a few milliseconds. */
const LEAST_FRAMES = 25;
/** Ticks of 1 kHz, written as such of 90 kHz. */
const TICKS = 90;

function checkSpeed(segments: readonly InspectedObject[], durationMs: number, findings: FindingList): void {
  const times = segments.map(({ inspection }) => inspection.facts.video?.dts ?? []);
  const frames = times.reduce((sum, { length }) => sum + length, 0);
  const fps = (frames * 1000) / durationMs;
  const isEven = times.every((dts) =>
    dts.every((time, at) => time === null || time - (dts[at - 1] ?? time) <= LONGEST_STEP_MS),
  );
  if (frames < LEAST_FRAMES || !(fps > FASTEST_FPS) || !isEven) return;
  const slower = Math.round((fps / TICKS) * 10) / 10;
  findings.add('video.fps', {
    ...{ severity: 'error', measured: Math.round(fps), limit: FASTEST_FPS },
    params: { why: 'fast', ...(slower >= 5 && slower <= 61 ? { slower } : {}) },
  });
}

function checkRates(
  segments: readonly InspectedObject[],
  timeline: Timeline,
  fps: number | null,
  findings: FindingList,
): void {
  const { durationMs, keyTimes, end } = timeline;
  const meant = [...keyTimes, ...lostKeyTimes(segments, timeline)].sort((a, b) => a - b);
  const gop = longestGop(meant, end);
  if (gop && gop.ms > checks['video.gop'].limit)
    findings.add('video.gop', {
      severity: isCutAtKeys(segments) ? 'warning' : 'error',
      measured: Math.round(gop.ms),
      atMs: Math.round(gop.at),
    });
  if (fps === null || durationMs === null) return;
  const bytes = segments.reduce((sum, { inspection }) => sum + inspection.facts.bytes, 0);
  if (fps < checks['video.fps'].limit) findings.add('video.fps', { measured: Math.round(fps * 10) / 10 });
  const kbps = (bytes * 8) / durationMs;
  if (kbps < checks['video.bitrate'].limit) findings.add('video.bitrate', { measured: Math.round(kbps * 10) / 10 });
}
