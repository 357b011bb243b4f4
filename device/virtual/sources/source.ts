import type { Group, VideoFormat } from '../encode/frames.ts';

/** A recording under way. Groups come no earlier than their last picture was taken. */
export type Recording = {
  /** When its first picture was taken, on the monotonic clock. */
  startedAt: number;
  /** Time stamps count from the first picture. */
  groups: AsyncIterable<Group>;
};

export type RecordingRequest = {
  /** From when to when, on the monotonic clock; the start may lie in the past, for the pre-record. */
  from: number;
  until: number;
  /** The first group is to be no longer, where the source chooses its key frames. */
  firstMs?: number;
  signal: AbortSignal;
};

/** Where a camera's picture comes from. */
export type Source = {
  readonly format: VideoFormat;
  record(request: RecordingRequest): Recording;
  /** The picture at a moment of the recent past as JPEG; undefined where the source cannot tell. A preview may be small. */
  still(at: number, size?: 'full' | 'preview'): Promise<Uint8Array | undefined>;
  /** Somebody waves before the lens, from now. Undefined: this source shows something real. */
  wave?(at: number): void;
  /** Night falls before the lens, for so long. Undefined: nobody can tell this source. */
  darken?(at: number, lastsMs: number): void;
  /** Set by the camera: called when the picture itself shows motion. */
  onMotion?: () => void;
  close(): Promise<void>;
};

/** A source, or in one sentence why there is none. */
export type OpenedSource = { ok: true; source: Source } | { ok: false; reason: string };
