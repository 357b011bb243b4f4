import type { DeviceProblem, Outcome } from '../outcome.ts';
import type { EventObject } from '../upload/seal.ts';
import type { RecordingHeader, SpooledObject } from './spool.ts';

/** What became of a recording: with the platform, or lost for the reason given. */
export type RecordingResult =
  | { is: 'uploaded'; eventId: string; objects: number; durationMs: number }
  | { is: 'lost'; problem: DeviceProblem };

/**
 * Where a recording is cut, at a key frame each time: as soon as a segment is as long as is wished, and before that as soon as
 * it has so many bytes, but never when it is shorter than the least.
 */
export type SegmentPlan = { leastMs: number; wishedMs: number; mostBytes: number };

/** A recording while the camera makes it. What is added is kept first and sent as soon as the uplink allows. */
export type Recording = {
  readonly deviceEventId: string;
  /** Close the recording when it has this much footage, and begin the next one. */
  readonly maxFootageMs: number;
  /** As it is wished now: the platform may wish for something else while it is recorded. */
  readonly segments: SegmentPlan;
  readonly durationMs: number;
  /** Fires when it must stop: nothing more may be recorded, or the platform takes no more of it. Close it then. */
  readonly ended: AbortSignal;
  /** Resolves when the object is kept. Objects are numbered in the order of these calls. */
  addObject(object: EventObject): Promise<Outcome<void>>;
  /** The recording is over. Resolves when that is kept. */
  close(): Promise<void>;
  /** Resolves once all of it is uploaded, or lost; while the uplink is away that may take days. */
  readonly result: Promise<RecordingResult>;
};

/** A recording in the queue: as it is kept, and whoever waits for it. */
export class QueuedRecording {
  readonly header: RecordingHeader;
  readonly objects: SpooledObject[];
  readonly ended = new AbortController();
  /** Taken out of the queue, whatever is under way. */
  readonly dropped = new AbortController();
  readonly result = Promise.withResolvers<RecordingResult>();
  closed: boolean;
  isSending = false;
  #news = Promise.withResolvers<void>();

  constructor(header: RecordingHeader, objects: SpooledObject[] = [], closed = false) {
    this.header = header;
    this.objects = objects;
    this.closed = closed;
  }

  get id(): string {
    return this.header.deviceEventId;
  }

  get durationMs(): number {
    return durationOf(this.objects);
  }

  get waitingBytes(): number {
    return this.objects.reduce((sum, { bytes, sent }) => sum + (sent ? 0 : bytes), 0);
  }

  /** What the platform has: numbers are sent in order, so these are the first ones. */
  get sent(): { objects: number; durationMs: number } {
    const sent = this.objects.filter((object) => object.sent);
    return { objects: sent.length, durationMs: durationOf(sent) };
  }

  /** Something was added, or it was closed. */
  tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  get news(): Promise<void> {
    return this.#news.promise;
  }
}

const durationOf = (objects: readonly SpooledObject[]): number =>
  objects.reduce((sum, { durationMs }) => sum + durationMs, 0);
