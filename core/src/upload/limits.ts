import { type Duration, milliseconds, minutes, SEGMENT_SECONDS, seconds } from '@kaitong/contract';
import {
  type Container,
  MAX_CONTINUOUS_SEGMENT_BYTES,
  MAX_OBJECT_BYTES,
  MAX_SEGMENT_BYTES,
  type ObjectKind,
} from '@kaitong/contract/checks';
import { PROBE_FOOTAGE } from '../activation/probe.ts';
import { FOOTAGE_LIMIT } from '../activation/steps.ts';
import { RECORDING_LIMIT, type Recording } from '../recording/limits.ts';

/** A wall clock that is further off is not trusted. */
export const CLOCK_TOLERANCE = seconds(5);
/** Bytes put to a target later than this never become part of an event. */
export const TARGET_LIFE = seconds(60);
/** The ring buffers of cameras hold about 8 s, and it must begin with a key frame. */
export const PRE_RECORD_LIMIT = seconds(10);
/** Shorter segments of footage that never ends would cost more in rows and requests than in bytes. */
export const CONTINUOUS_SEGMENT_MINIMUM = seconds(10);
/** A camera cuts at a key frame: the segment in which the limit falls may be this much longer. */
export const OVERRUN = seconds(10);
/** Of continuous footage, whose segment in which the hour ends may be as long as a region wishes for at most. */
export const CONTINUOUS_OVERRUN = milliseconds(seconds(Math.max(...SEGMENT_SECONDS)) + OVERRUN);
/** 25 Mbit/s, which no camera's uplink carries for long. */
export const MOST_BYTES_PER_SECOND = 3_125_000;

/** How much one event takes. Durations are what the device says: by number and bytes an event ends too. */
export type UploadLimits = Readonly<{
  /** With this much footage an event is over, closed or not. */
  footage: Duration;
  /** How far the segment in which that falls may reach beyond it. */
  overrun: Duration;
  objects: number;
  bytes: number;
  /** The largest segment, where not all footage is one. */
  segmentBytes: number;
  /** All segments but the last one are at least this long. */
  shortest: Duration;
}>;

const NONE = seconds(0);
const mostBytes = (footage: Duration): number =>
  Math.max(MAX_OBJECT_BYTES, (footage / seconds(1)) * MOST_BYTES_PER_SECOND);

/** Of a verification's event: what the grant asked for, in whatever pieces; a single MP4 may be longer than that. */
export const verificationLimits: UploadLimits = {
  footage: FOOTAGE_LIMIT,
  overrun: minutes(10),
  objects: 160,
  bytes: MAX_OBJECT_BYTES,
  segmentBytes: MAX_SEGMENT_BYTES,
  shortest: NONE,
};

/** Of its test event, which shows the way up and no wave. */
export const probeLimits: UploadLimits = { ...verificationLimits, footage: PROBE_FOOTAGE };

/** Of what a subscription pays for. Half-second segments fit. */
export const recordingLimits: Readonly<Record<Recording, UploadLimits>> = {
  event: {
    footage: RECORDING_LIMIT.event,
    overrun: OVERRUN,
    objects: 1000,
    bytes: mostBytes(RECORDING_LIMIT.event),
    segmentBytes: MAX_SEGMENT_BYTES,
    shortest: NONE,
  },
  continuous: {
    footage: RECORDING_LIMIT.continuous,
    overrun: CONTINUOUS_OVERRUN,
    objects: 1000,
    bytes: mostBytes(RECORDING_LIMIT.continuous),
    segmentBytes: MAX_CONTINUOUS_SEGMENT_BYTES,
    shortest: CONTINUOUS_SEGMENT_MINIMUM,
  },
};

/** Of an extended test's event, whose item says how long it may be. */
export const conformanceLimits = (footage: Duration): UploadLimits => ({
  ...recordingLimits.event,
  footage,
  objects: 400,
});

/** The largest object of a kind; a single MP4 holds a whole event. */
export function largestObject(
  container: Container,
  kind: ObjectKind,
  { segmentBytes }: Pick<UploadLimits, 'segmentBytes'>,
): number {
  if (kind !== 'segment') return MAX_SEGMENT_BYTES;
  return container === 'mp4' ? MAX_OBJECT_BYTES : segmentBytes;
}

/** Footage from before the event happened, at the head of its first segment. Continuous recordings have none. */
export const preRecordLimit = (recording: Recording): Duration => (recording === 'event' ? PRE_RECORD_LIMIT : NONE);
