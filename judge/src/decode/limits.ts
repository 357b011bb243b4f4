import { type Duration, hours, milliseconds, minutes, seconds } from '@kaitong/contract/durations';

/** Larger pictures are refused by the decoder before it allocates one. */
export const MAX_PIXELS = 4096 * 2304;

export type DecodeLimits = {
  /** Processor time of all its threads, from the moment when the process has all bytes. */
  processor: Duration;
  /** After so long without either the job has starved, which says nothing of its bytes. */
  patience: Duration;
  /** A process that does nothing for so long while others get their turn is asleep. */
  quiet: Duration;
  maxFrames: number;
  /** Resident memory of the process. */
  maxMemoryBytes: number;
};

export type LimitBase = {
  /** Processor time that a decode may take on top of the clip's length. */
  processor: Duration;
  /** How long one may take on a busy machine on top of ten times the clip's length. */
  patience: Duration;
  quiet: Duration;
  /** Resident memory that a process may take on top of twice the object's bytes. */
  memoryBytes: number;
};

/** As slow motion has; a stream of more frames than that is there to keep us busy. */
export const FRAMES_PER_SECOND = 240;
const SPARE_FRAMES = 240;

/**
 * A process that decodes 4096 × 2304 with all 16 reference frames stays below 500 MiB, of which 140 are Node and FFmpeg
 * themselves. One of 31 busy processes on two cores still gets 300 ms of processor time in five seconds.
 */
export const DEFAULT_LIMITS: LimitBase = {
  processor: seconds(3),
  patience: seconds(60),
  quiet: seconds(5),
  memoryBytes: 640 * 1024 * 1024,
};

/** The length is the device's word: a longer one must not buy it minutes of our processor. */
const MAX_CLIP_TIME = seconds(60);

const PATIENCE_FACTOR = 10;

export function limitsFor(object: { durationMs: number; bytes: number }, base: LimitBase): DecodeLimits {
  const length = Math.min(object.durationMs, MAX_CLIP_TIME);
  return {
    processor: milliseconds(base.processor + length),
    patience: milliseconds(base.patience + PATIENCE_FACTOR * length),
    quiet: base.quiet,
    maxFrames: Math.ceil((object.durationMs / 1000) * FRAMES_PER_SECOND) + SPARE_FRAMES,
    maxMemoryBytes: base.memoryBytes + 2 * object.bytes,
  };
}

/** No job is at work for longer, two attempts included. */
export const LONGEST_WORK = milliseconds(2 * (DEFAULT_LIMITS.patience + PATIENCE_FACTOR * MAX_CLIP_TIME));

/** A process that takes jobs is replaced when it has used so much processor time, far below its end by the system. */
export const LIFE = minutes(30);
/** What the system ends such a process at, where we were killed and nobody watches it. */
export const LIFE_BACKSTOP = hours(4);

/** The same for one that lives for a single job. */
export const jobBackstop = ({ processor }: DecodeLimits): Duration => milliseconds(8 * Math.max(seconds(1), processor));
