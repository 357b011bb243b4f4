import { checks, type EventDeclaration, type Finding, type ObjectDeclaration } from '@kaitong/contract/checks';
import { isSetEscapedTwice } from '../bitstream/escaped-twice.ts';
import { MAX_NAL_UNITS, type VideoTrack } from '../bitstream/video-track.ts';
import type { VideoFormat } from '../facts.ts';
import type { FindingList } from '../finding-list.ts';
import { isCutTo32 } from './cut-stamps.ts';
import { shownAsDecoded, shownTooEarly } from './display-times.ts';
import type { Sessions, Stamps } from './stamps.ts';
import { secondsOf, stampsOf } from './stamps-told.ts';
import { type Timing, timingOf } from './timing.ts';
import { usualStepOf } from './usual-step.ts';

/** Largest frame of H.264 level 5.2 (Table A-1): the most that players decode. */
const MAX_PIXELS = 36_864 * 256;
const MAX_SIDE = 8192;

export type VideoContext = {
  event: EventDeclaration;
  object: ObjectDeclaration;
  inTransportStream: boolean;
  /** Pictures in MPEG-TS have a DTS beside the PTS. */
  hasOwnDts: boolean;
  /** Format of the init segment or of the segment before: reported there already if it is wrong. */
  knownFormat: VideoFormat | null;
  /** A segment of the clip comes before this one. */
  hasEarlierSegment: boolean;
  /** The sample entry holds no configuration, which is said where it should stand. */
  lacksConfiguration?: boolean;
  /** How many pictures last 0 by the container, and the table that says so first. */
  timeless?: { count: number; table: 'trex' | 'tfhd' | 'trun' | 'stts'; timescale: number };
};

/** Codec, size and profile: known from parameter sets alone. */
export function checkFormat(track: VideoTrack, context: VideoContext, findings: FindingList): void {
  const { event } = context;
  if (track.codec !== event.codec && !context.knownFormat)
    findings.add('video.codec_mismatch', { measured: track.codec, limit: event.codec });
  const { format } = track;
  if (!format) return;
  const size = `${format.width}x${format.height}`;
  const { knownFormat } = context;
  // In MP4 the known format is the sample entry's; what the stream itself says is what decoders go by.
  const given = context.inTransportStream ? null : track.givenFormat;
  const conflicts = given !== null && (!isSameFormat(format, given) || format.profile !== given.profile);
  if (conflicts) findings.add('video.sps_conflict', { measured: nameOf(format), limit: nameOf(given) });
  const before = knownFormat && !conflicts ? `${knownFormat.width}x${knownFormat.height}` : track.sizes[0];
  const other = track.sizes.find((s) => s !== before);
  if (other) findings.add('video.dims_change', { measured: other, limit: before ?? null });
  if (knownFormat && isSameFormat(format, knownFormat)) return;
  if (format.width > MAX_SIDE || format.height > MAX_SIDE || format.width * format.height > MAX_PIXELS)
    findings.add('video.dims', { measured: size });
  else if (!other && (format.width !== event.width || format.height !== event.height))
    findings.add('video.dims_mismatch', { measured: size, limit: `${event.width}x${event.height}` });
  // Decoders turn H.264 without colour into 4:2:0 themselves.
  const isMonochrome = track.codec === 'h264' && format.chroma === '4:0:0' && format.bitDepth === 8;
  if (format.chroma !== '4:2:0' || format.bitDepth !== 8)
    findings.add('video.profile', {
      severity: isMonochrome ? 'warning' : 'error',
      measured: `${format.profile} ${format.chroma} ${format.bitDepth} bit`,
    });
}

const isSameFormat = (a: VideoFormat, b: VideoFormat): boolean =>
  a.width === b.width && a.height === b.height && a.chroma === b.chroma && a.bitDepth === b.bitDepth;

const nameOf = ({ width, height, profile, chroma, bitDepth }: VideoFormat): string =>
  `${width}x${height} ${profile}${chroma === '4:2:0' && bitDepth === 8 ? '' : ` ${chroma} ${bitDepth} bit`}`;

/** The pictures of one object: where it starts, what is damaged, how time runs. */
export function checkPictures(track: VideoTrack, context: VideoContext, findings: FindingList): void {
  const { frames, faults } = track;
  const start = frames[0]?.dts ?? null;
  const at = (frame: number): number | null => {
    const dts = frames[frame]?.dts ?? null;
    return dts === null || start === null ? null : Math.round(dts - start);
  };
  if (track.nalUnits > MAX_NAL_UNITS) findings.add('obj.unread', { measured: 'nal_units' });
  const { hasSets } = track;
  // In MPEG-TS they come with key frames: where there is none of these, they are left to other objects.
  const areDue = !context.inTransportStream || frames.some(({ key }) => key);
  if (faults.sets_missing || (!hasSets && !context.lacksConfiguration))
    findings.add('video.param_sets', {
      measured: track.damagedSets > 0 ? 'damaged' : hasSets || !areDue ? 'incomplete' : 'missing',
      offset: faults.sets_missing?.offset ?? null,
    });
  else if (track.lacksVps && areDue) findings.add('video.param_sets', { measured: 'no_vps' });
  if (track.sequenceSets.some(isSetEscapedTwice)) track.blame('escaped_twice', frames[0]?.offset ?? 0);
  if (faults.nal)
    findings.add('video.nal', {
      measured: faults.nal.count,
      offset: faults.nal.offset,
      atMs: at(faults.nal.frame),
      params: nalParams(track.nalCause ?? 'header'),
    });
  else if (faults.set_unused)
    findings.add('video.nal', {
      ...{ severity: 'warning', measured: faults.set_unused.count, offset: faults.set_unused.offset },
      ...{ atMs: at(faults.set_unused.frame), params: { cause: 'set_unused' } },
    });
  if (frames.length === 0) {
    if (!findings.hasError) findings.add('video.none', { measured: 'no_frames' });
    return;
  }
  checkStart(track, context, findings);
  checkTime(track, context, at, findings);
}

/** Of those that spoil the whole stream the cause is a reason, from which others follow. */
function nalParams(cause: NonNullable<VideoTrack['nalCause']>): Finding['params'] {
  const spoilsAll = cause === 'swapped_16' || cause === 'swapped_32' || cause === 'escaped_twice';
  return { cause, ...(spoilsAll ? { why: cause === 'escaped_twice' ? cause : 'swapped' } : {}) };
}

function checkStart(track: VideoTrack, context: VideoContext, findings: FindingList): void {
  const first = track.frames[0];
  const kind = first?.key ?? 'other';
  const offset = first?.offset ?? null;
  // A later segment that starts in mid-GOP plays on, but nobody can seek to it.
  if (kind !== 'idr' && context.hasEarlierSegment) {
    if (kind === 'other')
      findings.add('video.first_not_key', { severity: 'warning', measured: 'later_segment', offset });
  } else if (kind !== 'idr')
    findings.add('video.first_not_key', {
      severity: kind === 'other' ? 'error' : 'warning',
      measured: kind,
      offset,
      // Nobody can say what a picture is that cannot be read.
      params: kind === 'other' && track.faults.nal?.frame === 0 ? { why: 'nal' } : {},
    });
  const hasKey = track.frames.some((frame) => frame.key);
  if (!context.inTransportStream || !hasKey || findings.has('video.param_sets')) return;
  // Who seeks to this segment has no others.
  if (!track.setsInStream) findings.add('video.param_sets', { measured: 'first_segment_only', offset });
  else if (!track.setsBeforeSlice) findings.add('video.param_sets', { measured: 'glued', offset });
  else if (!track.setsBeforeFirstKey) findings.add('video.sps_not_first', { offset });
}

function checkTime(
  track: VideoTrack,
  context: VideoContext,
  at: (frame: number) => number | null,
  findings: FindingList,
): void {
  const timing = timingOf(track.frames);
  const behind = (frame: number) => ({
    offset: timesAt(track, frame),
    atMs: at(Math.max(0, frame - 1)),
    frame,
  });
  const usual = usualStepOf(timing.stamps.dts) ?? 0;
  const wrong = (frame: number) => wrongAt(track, frame, usual);
  // A clock that stands still does not say how far pictures are apart; the device does.
  const usualOr = usual || context.object.durationMs / Math.max(1, track.frames.length);
  const again = (frame: number) => wrongAt(track, frame, usualOr).params;
  checkStamps(timing.stamps, track, { behind, at, wrong, again }, context, findings);
  if (timing.stepBack) {
    const { ms, frame } = timing.stepBack;
    const { params, ...place } = wrong(frame);
    const measured = Math.round(usual - ms);
    const cause = context.inTransportStream && isCutTo32(-ms) ? { cause: 'bits' } : {};
    findings.add('time.backwards', { measured, ...place, params: { ...params, inside: 'object', ...cause } });
  }
  if (timing.longestStep.ms > 1000) {
    const { ms, frame } = timing.longestStep;
    const slow = isEvenlySlow(ms, usual) ? { why: 'even', stepMs: Math.round(usual) } : {};
    findings.add('time.gap', {
      ...{ measured: Math.round(ms), ...behind(frame) },
      params: { ...wrong(frame).params, ...slow },
    });
  }
  if (isEven(timing)) checkDisplay(track, context, behind, findings);
  // A hole or a step back changes the length too: the finding that names the cause is enough.
  if (timing.durationMs === null || findings.has('time.gap', 'time.backwards', 'time.mixed_sessions')) return;
  const declared = context.object.durationMs;
  const shown = timing.durationMs - timing.trimmedMs;
  // What an edit list hides is in the file and not on the screen: a device may count it or not.
  if (isOtherDuration(timing.durationMs, declared) && isOtherDuration(shown, declared))
    findings.add('time.duration', { measured: Math.round(shown), limit: declared });
}

/** All steps are longer than a hole may be, none much longer than the others: no hole, but another timescale. */
const isEvenlySlow = (longestMs: number, usualMs: number): boolean =>
  usualMs > checks['time.gap'].limit && longestMs <= 2 * usualMs;

/** Whether the times of decoding are as they should be, so that those of display can be held against them. */
const isEven = ({ stamps, stepBack, longestStep }: Timing): boolean =>
  !stamps.outliers && !stamps.sessions && !stamps.reordered && !stepBack && longestStep.ms <= 1000;

function checkDisplay(track: VideoTrack, context: VideoContext, behind: Places['behind'], findings: FindingList): void {
  const { inTransportStream, hasOwnDts } = context;
  const found = (inTransportStream && hasOwnDts && shownTooEarly(track)) || shownAsDecoded(track, inTransportStream);
  if (!found) return;
  const { frame, measured, params } = found;
  findings.add('time.display', { measured, ...behind(frame), params });
}

/** Where a picture's times stand; of an MP4, in which tables say them, the picture itself. */
const timesAt = ({ frames }: VideoTrack, frame: number): number | null =>
  frames[frame]?.timesAt ?? frames[frame]?.offset ?? null;

/** A picture with a wrong stamp: its place is where it should stand, a step behind the one before. */
function wrongAt(track: VideoTrack, frame: number, usual: number): Wrong {
  const { frames } = track;
  const offset = timesAt(track, frame);
  const [start, before, stamp] = [0, frame - 1, frame].map((at) => frames[at]?.dts ?? null);
  const params = frames[frame]?.isNewBase ? { why: 'new_base' } : {};
  if (start == null || before == null || stamp == null) return { offset, frame, atMs: null, params };
  return {
    offset,
    frame,
    atMs: Math.round(before + usual - start),
    params: { ...params, ...stampsOf({ stamp, before, due: before + usual }) },
  };
}

/**
 * A picture with its bytes: `behind` from when it was waited for, `at` when it says itself, `wrong` where it should stand;
 * `again`: the stamps of one that has that of the picture before.
 */
type Places = {
  behind: (frame: number) => { offset: number | null; atMs: number | null; frame: number };
  at: (frame: number) => number | null;
  wrong: (frame: number) => Wrong;
  again: (frame: number) => Finding['params'];
};

type Wrong = { offset: number | null; frame: number; atMs: number | null; params: Finding['params'] };

/** Stamps that no clock gives, each by the name of what a camera does to make them so. */
function checkStamps(
  { repeats, outliers, sessions, reordered }: Stamps,
  track: VideoTrack,
  { behind, at, wrong, again }: Places,
  { hasOwnDts, timeless }: VideoContext,
  findings: FindingList,
): void {
  const isByDuration = timeless !== undefined && timeless.count >= repeats.count;
  if (repeats.count > 0)
    findings.add('time.duplicate', {
      severity: areTooManyRepeats(repeats.count, track.frames.length) ? 'error' : 'warning',
      measured: percentOf(repeats.count, track.frames.length),
      params: {
        ...{ count: repeats.count, frames: track.frames.length },
        ...(isByDuration
          ? { why: 'no_duration', table: timeless.table, ...ticksOf(timeless.timescale) }
          : again(repeats.frame)),
      },
      ...behind(repeats.frame),
    });
  if (reordered)
    findings.add('time.no_dts', {
      measured: reordered.count,
      ...{ ...behind(reordered.frame), atMs: at(reordered.frame) },
      ...copyOf(track, reordered, hasOwnDts),
    });
  if (sessions) {
    const { params, ...place } = wrong(sessions.frame);
    const seconds = roundedSeconds(sessions.apartMs);
    const about = { ...params, seconds, ...oneStream(track, sessions) };
    findings.add('time.mixed_sessions', { measured: sessions.switches, ...place, params: about });
  }
  if (outliers) {
    const { params, ...place } = wrong(outliers.frame);
    const seconds = roundedSeconds(outliers.ms);
    findings.add('time.outlier', { measured: outliers.count, ...place, params: { ...params, seconds } });
  }
}

/** Bytes of a PTS, behind which the DTS stands. */
const PTS_BYTES = 5;

/** Of B-frames that are stamped by their display time: what the stamp is and should be, and whether it stands there twice. */
function copyOf(
  track: VideoTrack,
  { frame, due }: NonNullable<Stamps['reordered']>,
  hasOwnDts: boolean,
): Pick<Finding, 'offset' | 'params'> {
  const { dts = null, timesAt: at = null } = track.frames[frame] ?? {};
  const stamps = dts === null || due < 0 ? {} : { stamp: secondsOf(dts), due: secondsOf(due) };
  if (!hasOwnDts || at === null) return { offset: timesAt(track, frame), params: stamps };
  return { offset: at + PTS_BYTES, params: { ...stamps, dts: 'copy' } };
}

/** Whether what jumps are the times of one stream: its program clock goes on, or its pictures do, by their own numbers. */
function oneStream({ frames, losses, garbled }: VideoTrack, { frame }: Sessions): Finding['params'] {
  const clocks = frames.flatMap(({ clockMs }) => clockMs ?? []);
  const goesOn = clocks.every((clock, n) => n === 0 || isStep(clock - (clocks[n - 1] ?? clock)));
  const own = frames[frame]?.clockMs ?? null;
  const hasClock = goesOn && clocks.length > frames.length / 2 && own !== null;
  if (hasClock) return { stream: 'one', pcr: secondsOf(own) };
  const isNumbered = losses.length === 0 && garbled.length === 0 && !frames[frame]?.key;
  return isNumbered ? { stream: 'one' } : {};
}

const isStep = (ms: number): boolean => ms > 0 && ms <= 1000;

/** What a picture would last at a usual rate, by the file's own timescale; nothing where that is none. */
const ticksOf = (timescale: number): Finding['params'] =>
  timescale < EXAMPLE_FPS ? {} : { timescale, ticks: Math.round(timescale / EXAMPLE_FPS) };

/** Named in the text. */
const EXAMPLE_FPS = 15;

/** Of steps from picture to picture, with two digits. */
export const percentOf = (count: number, frames: number): number =>
  Math.round((count * 10_000) / Math.max(1, frames - 1)) / 100;

/** One may be a slip of the clock's grain. */
export const areTooManyRepeats = (count: number, frames: number): boolean =>
  count > 1 && percentOf(count, frames) > checks['time.duplicate'].limit;

const roundedSeconds = (ms: number): number => Math.round(ms / 10) / 100;

/** Off by more than 15 % and more than a second. */
export const isOtherDuration = (measuredMs: number, declaredMs: number): boolean => {
  const difference = Math.abs(measuredMs - declaredMs);
  return difference > 1000 && difference > declaredMs * 0.15;
};
