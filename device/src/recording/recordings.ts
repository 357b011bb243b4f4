import { type EventType, milliseconds, type ProblemCode, type RecordingGrant, seconds } from '@kaitong/contract';
import { type EventDeclaration, MAX_CONTINUOUS_SEGMENT_BYTES, MAX_SEGMENT_BYTES } from '@kaitong/contract/checks';
import { pauseBefore } from '../back-off.ts';
import { type DeviceProblem, done, failed, type Outcome } from '../outcome.ts';
import type { Clock } from '../ports.ts';
import type { EventUpload } from '../upload/event-upload.ts';
import type { EventObject } from '../upload/seal.ts';
import { QueuedRecording, type Recording, type RecordingResult, type SegmentPlan } from './recording.ts';
import type { Permissions } from './recording-grant.ts';
import { type SendOutcome, sendRecording } from './send-recording.ts';
import type { RecordingHeader, Spool, SpooledObject } from './spool.ts';

export type RecordingRequest = {
  /** `continuous` for footage that is recorded all the time. */
  type: EventType;
  declaration: EventDeclaration;
  /** When it happened, on the device's monotonic clock. */
  happenedAt: number;
  /** How much of the footage lies before that. */
  preRecordMs?: number;
};

export type RecordingsOptions = {
  spool: Spool;
  clock: Clock;
  random: () => number;
  permissions: Pick<Permissions, 'find' | 'distrust'>;
  /** Milliseconds from the wall clock to the platform's time; 0 until it is known. */
  offset(): number;
  /** Privacy mode is on: what waits waits. */
  isPrivate(): boolean;
  /** Opens the event of a recording, with what is sent of it already. */
  open(recording: QueuedRecording, signal: AbortSignal): Promise<Outcome<EventUpload>>;
  /** The platform refused what the grant permits: ask what is in force. */
  onRefused(): void;
};

/** Nothing may be recorded now; what waits may be wanted again. */
const PAUSES: ReadonlySet<string> = new Set<ProblemCode>(['privacy_mode', 'account_suspended']);
/** Nothing may be recorded any more, and of this recording the platform takes no more. */
const ENDS: ReadonlySet<string> = new Set<ProblemCode>([
  'subscription_missing',
  'subscription_expired',
  'plan_without_continuous',
  'device_removed',
]);
/** The platform takes no more of this recording: what it has of it stays, and the camera begins another one. */
const CUTS: ReadonlySet<string> = new Set<ProblemCode>([
  'footage_limit_reached',
  'segment_too_short',
  'event_not_paid',
]);

/**
 * Records under the grant of the owner's subscription. Everything goes through the spool: a recording under way is sent
 * while it is made; what could not be sent waits there, over restarts, and goes out oldest first when the uplink is back,
 * also when the grant has ended since: what was recorded under it was paid for, and the platform says what it still takes.
 */
export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #boot = crypto.randomUUID();
  readonly #queue: QueuedRecording[] = [];
  /** The spool takes one thing after the other: numbers are given in the order of the calls. */
  #writing: Promise<unknown> = Promise.resolve();
  #stopped = AbortSignal.abort();
  #wake = Promise.withResolvers<void>();
  #loaded = false;

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  /** How many recordings wait for the uplink or are on their way. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** What of the kind asked for may be recorded now. */
  may(recording: 'event' | 'continuous'): RecordingGrant | undefined {
    const grant = this.#stopped.aborted ? undefined : this.#options.permissions.find();
    return grant && (recording === 'event' || grant.recording === 'continuous') ? grant : undefined;
  }

  /** Sends what waits, until the signal fires; then again with the next start. */
  start(signal: AbortSignal): void {
    this.#stopped = signal;
    signal.addEventListener('abort', () => {
      for (const one of this.#queue) {
        one.ended.abort();
        one.result.resolve({ is: 'lost', problem: problemOf('stopped', 'It waits for the next start.') });
      }
      this.wake();
    });
    void this.#sendWaiting(signal);
  }

  /** The uplink is back, or something may be recorded again. */
  wake(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** The grant has changed: what it permits no more stops at once. */
  obey(): void {
    for (const one of this.#queue) if (!one.closed && !this.may(kindOf(one.header))) one.ended.abort();
    this.wake();
  }

  /** The device belongs to nobody any more: what waits is dropped. */
  async forget(): Promise<void> {
    const problem = problemOf('device_removed', 'The owner removed the device.');
    for (const one of [...this.#queue]) await this.#finish(one, { is: 'lost', problem });
  }

  /** Begins a recording. Refused as `not_granted` where the subscription does not permit it now. */
  begin(request: RecordingRequest): Outcome<Recording> {
    const kind = request.type === 'continuous' ? 'continuous' : 'event';
    const grant = this.may(kind);
    if (!grant) return failed('not_granted', 'Nothing may be recorded to the cloud now.');
    const { clock, offset } = this.#options;
    const recording = new QueuedRecording({
      deviceEventId: crypto.randomUUID(),
      type: request.type,
      declaration: request.declaration,
      preRecordMs: Math.min(Math.round(request.preRecordMs ?? 0), kind === 'event' ? grant.maxPreRecordMs : 0),
      wallMs: clock.wall() - (clock.monotonic() - request.happenedAt),
      monotonicMs: request.happenedAt,
      offsetMs: offset(),
      boot: this.#boot,
    });
    this.#queue.push(recording);
    const segments = (): SegmentPlan =>
      kind === 'event' ? UNPLANNED : planFor(this.may('continuous') ?? grant, this.#options.spool);
    void this.#write(() => this.#options.spool.begin(recording.header)).catch(() => recording.ended.abort());
    void this.#send(recording, this.#stopped).then((outcome) => outcome !== 'done' && this.wake());
    return done({
      deviceEventId: recording.id,
      maxFootageMs: kind === 'event' ? grant.maxEventMs : HOUR_MS,
      get segments() {
        return segments();
      },
      get durationMs() {
        return recording.durationMs;
      },
      ended: recording.ended.signal,
      addObject: (object) => this.#add(recording, object),
      close: () => this.#close(recording),
      result: recording.result.promise,
    });
  }

  /**
   * How long ago something happened: by the monotonic clock; after a restart by the platform's time, since a wall clock
   * without a battery begins anew; where that is not known, by the wall clock.
   */
  ageOf({ boot, monotonicMs, wallMs, offsetMs }: RecordingHeader): number {
    const { clock, offset } = this.#options;
    const now = offset();
    const steps = now === 0 || offsetMs === 0 ? 0 : now - offsetMs;
    const age = boot === this.#boot ? clock.monotonic() - monotonicMs : clock.wall() - wallMs + steps;
    return Math.max(0, Math.round(age));
  }

  async #add(recording: QueuedRecording, object: EventObject): Promise<Outcome<void>> {
    return await this.#write(async () => {
      if (recording.ended.signal.aborted || recording.closed) return failed('stopped', 'This recording has ended.');
      if (!(await this.#makeRoom(recording, object.bytes.length))) {
        recording.ended.abort();
        return failed('spool_full', 'There is no room for more footage.');
      }
      const n = recording.objects.length;
      await this.#options.spool.add(recording.id, n, object);
      const { kind, durationMs, bytes, endedAt } = object;
      recording.objects.push({
        ...{ n, kind, durationMs: Math.round(durationMs), bytes: bytes.length, sent: false },
        ...(endedAt === undefined ? {} : { endedAt }),
      });
      recording.tell();
      return done(undefined);
    }).catch((error: unknown) => {
      recording.ended.abort();
      return failed('spool_full', error instanceof Error ? error.message : String(error));
    });
  }

  async #close(recording: QueuedRecording): Promise<void> {
    await this.#write(async () => {
      recording.closed = true;
      await this.#options.spool.close(recording.id).catch(() => undefined);
      recording.tell();
    });
  }

  /** The oldest footage goes first. */
  async #makeRoom(recording: QueuedRecording, bytes: number): Promise<boolean> {
    const { spool } = this.#options;
    for (;;) {
      const waiting = this.#queue.reduce((sum, one) => sum + one.waitingBytes, 0);
      if (waiting + bytes <= spool.maxBytes) return true;
      const oldest = this.#queue.find((one) => one !== recording);
      if (!oldest) return false;
      await this.#finish(oldest, { is: 'lost', problem: problemOf('spool_full', 'Newer footage took its room.') });
    }
  }

  #write<T>(act: () => Promise<T>): Promise<T> {
    const written = this.#writing.then(act);
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** One after the other, oldest first. */
  async #sendWaiting(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    await this.#load();
    for (let failures = 0; !signal.aborted; ) {
      const woken = this.#wake.promise;
      const next = this.#options.isPrivate() ? undefined : this.#queue.find(({ isSending }) => !isSending);
      const sent = next ? await this.#send(next, signal) : 'paused';
      failures = sent === 'later' ? failures + 1 : 0;
      // Asked again before anything has changed, the platform would say the same.
      if (sent === 'paused') await woken;
      if (failures === 0 || signal.aborted) continue;
      const pause = new AbortController();
      void woken.then(() => pause.abort());
      await clock.sleep(milliseconds(pauseBefore(failures, random)), pause.signal);
    }
  }

  /** What an earlier run of this device left; a recording that its power cut off ends there. */
  async #load(): Promise<void> {
    if (this.#loaded) return;
    this.#loaded = true;
    const kept = await this.#write(() => this.#options.spool.list()).catch(() => []);
    const known = new Set(this.#queue.map(({ id }) => id));
    const old = kept.filter(({ header }) => !known.has(header.deviceEventId));
    // Behind a hole in the numbers nothing can be sent any more.
    const whole = (objects: SpooledObject[]) => objects.filter(({ n }, at) => n === at);
    this.#queue.unshift(...old.map(({ header, objects }) => new QueuedRecording(header, whole(objects), true)));
  }

  async #send(recording: QueuedRecording, stopped: AbortSignal): Promise<Sent> {
    recording.isSending = true;
    const signal = AbortSignal.any([stopped, recording.dropped.signal]);
    const { spool, open } = this.#options;
    const { problem, upload } = await sendRecording(recording, spool, () => open(recording, signal)).catch(broken);
    const sent = this.#queue.includes(recording) ? await this.#settle(recording, problem, upload) : 'done';
    recording.isSending = false;
    return sent;
  }

  async #settle(
    recording: QueuedRecording,
    problem: DeviceProblem | undefined,
    upload: EventUpload | undefined,
  ): Promise<Sent> {
    if (!problem) {
      await this.#finish(recording, resultOf(recording, upload));
      return 'done';
    }
    const { code } = problem;
    if (PAUSES.has(code)) {
      // The event is closed as long as it is, and what is missing of it comes afterwards.
      await this.#stop(recording);
      await upload?.closeWith(recording.objects.length, recording.durationMs);
      return 'paused';
    }
    if (problem.retry || code === 'stopped') return 'later';
    if (ENDS.has(code)) await this.#stop(recording);
    recording.ended.abort();
    const { objects, durationMs } = recording.sent;
    const isCut = ENDS.has(code) || CUTS.has(code);
    if (isCut) await upload?.closeWith(objects, durationMs);
    await this.#finish(recording, isCut && objects > 0 ? resultOf(recording, upload) : { is: 'lost', problem });
    return 'done';
  }

  /** The platform says that nothing may be recorded: a grant that says otherwise is not in force. */
  async #stop(recording: QueuedRecording): Promise<void> {
    if (this.may(kindOf(recording.header))) {
      this.#options.permissions.distrust();
      this.#options.onRefused();
    }
    recording.ended.abort();
    while (!recording.closed && !this.#stopped.aborted) await recording.news;
  }

  async #finish(recording: QueuedRecording, result: RecordingResult): Promise<void> {
    const at = this.#queue.indexOf(recording);
    if (at >= 0) this.#queue.splice(at, 1);
    recording.dropped.abort();
    recording.ended.abort();
    await this.#options.spool.drop(recording.id).catch(() => undefined);
    recording.result.resolve(result);
  }
}

/** `paused`: not before something has changed. */
type Sent = 'done' | 'later' | 'paused';

/** The platform cuts continuous recordings at this length. */
const HOUR_MS = 3_600_000;

/** An event's segments are as the camera makes them. */
const UNPLANNED: SegmentPlan = { leastMs: 0, wishedMs: 0, mostBytes: MAX_SEGMENT_BYTES / 2 };
/** What is not full yet takes one more key frame and all up to the next. */
const MOST_CONTINUOUS_BYTES = (3 / 4) * MAX_CONTINUOUS_SEGMENT_BYTES;

/** A long segment waits for the uplink as a whole: a store must have room for a few of them. */
function planFor({ minContinuousSegmentMs, segmentSeconds }: RecordingGrant, { maxBytes }: Spool): SegmentPlan {
  const leastMs = minContinuousSegmentMs;
  const wishedMs = Math.max(leastMs, segmentSeconds === undefined ? 0 : seconds(segmentSeconds));
  return { leastMs, wishedMs, mostBytes: Math.min(MOST_CONTINUOUS_BYTES, maxBytes / 4) };
}

const kindOf = ({ type }: RecordingHeader): 'event' | 'continuous' => (type === 'continuous' ? 'continuous' : 'event');

const resultOf = (recording: QueuedRecording, upload: EventUpload | undefined): RecordingResult => ({
  is: 'uploaded',
  eventId: upload?.eventId ?? '',
  ...recording.sent,
});

/** A seal or a store that breaks ends this recording, not the ones behind it. */
const broken = (error: unknown): SendOutcome => ({
  problem: problemOf('camera_failed', error instanceof Error ? error.message : String(error)),
});

const problemOf = (code: DeviceProblem['code'], detail: string): DeviceProblem => ({
  code,
  detail,
  retry: false,
  retryAfterMs: null,
});
