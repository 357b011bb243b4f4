import { type EventType, seconds } from '@kaitong/contract';
import type { Clock, Device, DeviceProblem, EventObject, Recording, RecordingResult } from '../src/index.ts';
import type { EventResult } from './record-event.ts';
import { type ClipLength, declarationFor, type Order, type RecorderOptions, record } from './recorder.ts';

export type SubscribedOrder = {
  type: EventType;
  /** When it happened, on the monotonic clock. */
  at: number;
  clip: ClipLength;
  clock: Clock;
  signal: AbortSignal;
  onObject?(object: EventObject): void;
};

/** `recorded` resolves when the camera is free again, `result` when all of it is uploaded or lost. */
export type SubscribedEvent = { recorded: Promise<void>; result: Promise<EventResult> };

const AFTER_A_CUT = seconds(1);

type Part = { recording: Recording; bytes: number };

/** Records an event under the owner's subscription; one that is longer than an event may be goes into several. */
export function recordSubscribed(device: Device, options: RecorderOptions, order: SubscribedOrder): SubscribedEvent {
  const first = Promise.withResolvers<EventResult>();
  const recorded = (async () => {
    const { at, clip, clock, signal } = order;
    const end = at + clip.postRecordMs;
    for (let from = at - clip.preRecordMs, happened = at; from < end && !signal.aborted; ) {
      const preRecordMs = happened - from;
      const part = begin(device, options, order, happened, preRecordMs);
      if ('code' in part) return first.resolve({ is: 'failed', problem: part, eventId: null });
      void part.recording.result.then((result) => first.resolve(resultOf(result, part.bytes)));
      const limit = options.fault?.flow === 'too_long' ? Number.POSITIVE_INFINITY : part.recording.maxFootageMs;
      const until = Math.min(end, from + limit);
      const length = { preRecordMs, postRecordMs: until - happened };
      const awaited = happened === at ? { awaited: { clock } } : {}; // what goes on is looked at already
      await recordInto(part, options, { ...order, at: happened, clip: length, ...awaited });
      if (part.recording.ended.aborted) return;
      from = until;
      happened = until;
    }
  })().catch((error: unknown) => first.resolve(broken(error)));
  return { recorded, result: first.promise };
}

/** Records all the time for as long as the plan gives that, hour after hour, until the signal fires. */
export async function recordContinuously(
  device: Device,
  options: RecorderOptions,
  { clock, signal, onObject }: { clock: Clock; signal: AbortSignal; onObject?: (object: EventObject) => void },
): Promise<void> {
  // A single MP4 can be played only once it is complete, which takes an hour here.
  const { recipe } = options;
  const inSegments =
    recipe.container === 'mp4' ? { ...options, recipe: { ...recipe, container: 'fmp4' as const } } : options;
  for (let at = clock.monotonic(); !signal.aborted && device.recordings.may('continuous'); ) {
    const part = begin(device, inSegments, { type: 'continuous' }, at, 0);
    if ('code' in part) return;
    const until = at + part.recording.maxFootageMs;
    await recordInto(part, inSegments, {
      at,
      clip: { preRecordMs: 0, postRecordMs: until - at },
      signal,
      segments: () => part.recording.segments,
      ...(onObject ? { onObject } : {}),
    });
    at = Math.min(until, clock.monotonic());
    // Cut short: by the platform, or by a store without room, which has none a moment later either.
    if (at < until) await clock.sleep(AFTER_A_CUT, signal);
  }
}

function begin(
  device: Device,
  options: RecorderOptions,
  { type }: Pick<SubscribedOrder, 'type'>,
  happenedAt: number,
  preRecordMs: number,
): Part | DeviceProblem {
  const declaration = declarationFor(options);
  const begun = device.recordings.begin({ type, declaration, happenedAt, preRecordMs });
  return begun.ok ? { recording: begun.value, bytes: 0 } : begun.problem;
}

async function recordInto(
  part: Part,
  options: RecorderOptions,
  { onObject, ...order }: Order & Pick<SubscribedOrder, 'onObject'>,
): Promise<void> {
  const { recording } = part;
  try {
    await record(
      options,
      { ...order, signal: AbortSignal.any([order.signal, recording.ended]) },
      {
        maxFootageMs: options.fault?.flow === 'too_long' ? null : recording.maxFootageMs,
        addObject(object) {
          onObject?.(object);
          part.bytes += object.bytes.length;
          return recording.addObject(object);
        },
      },
    );
  } finally {
    await recording.close();
  }
}

const resultOf = (result: RecordingResult, bytes: number): EventResult =>
  result.is === 'uploaded' ? { ...result, bytes } : { is: 'failed', problem: result.problem, eventId: null };

/** A source or encoder that breaks ends this recording, not the cameras beside it. */
export function broken(error: unknown): EventResult {
  const detail = error instanceof Error ? error.message : String(error);
  return { is: 'failed', eventId: null, problem: { code: 'camera_failed', detail, retry: false, retryAfterMs: null } };
}
