import type { EventType } from '@kaitong/contract';
import type { Device, DeviceProblem, EventObject } from '../src/index.ts';
import type { Fault } from './faults/fault.ts';
import { type ClipLength, declarationFor, type RecorderOptions, record } from './recorder.ts';

/** How an event went. `uploaded`: everything is committed, and the event is closed unless the fault leaves it open. */
export type EventResult =
  | { is: 'uploaded'; eventId: string; objects: number; bytes: number; durationMs: number }
  | { is: 'failed'; problem: DeviceProblem; eventId: string | null };

export type EventOrder = {
  type: EventType;
  /** When the motion began, on the monotonic clock. */
  at: number;
  clip: ClipLength;
  probe?: { probeId: string; nonce: string };
  signal: AbortSignal;
  /** Told as it happens. */
  onObject?(object: EventObject): void;
};

/** As much as may be declared. */
const MOST_PRE_RECORD_MS = 10_000;

/** As long as asked for, and with this fault all of it from after the trigger. */
function clipOf({ clip, probe }: EventOrder, fault: Fault | undefined): ClipLength {
  if (probe || fault?.flow !== 'no_pre_record') return clip;
  return { preRecordMs: 0, postRecordMs: clip.preRecordMs + clip.postRecordMs };
}

/** Records one event and uploads it while it is being recorded. */
export async function recordEvent(device: Device, options: RecorderOptions, order: EventOrder): Promise<EventResult> {
  const { fault } = options;
  const clip = clipOf(order, fault);
  const opened = await device.openEvent({
    type: order.type,
    startedAt: order.at,
    preRecordMs: Math.min(clip.preRecordMs, MOST_PRE_RECORD_MS),
    declaration: declarationFor(options),
    ...order.probe,
    ...(fault?.flow === 'nonce_wrong' ? { nonce: 'stale' } : {}),
  });
  if (!opened.ok) return { is: 'failed', problem: opened.problem, eventId: null };
  const upload = opened.value;
  const { eventId } = upload;
  const uploaded = (objects: number, bytes: number): EventResult => {
    return { is: 'uploaded', eventId, objects, bytes, durationMs: upload.durationMs };
  };
  if (fault?.flow === 'no_upload') return uploaded(0, 0);

  const { objects, bytes } = await record(
    options,
    { ...order, clip },
    {
      maxFootageMs: fault?.flow === 'too_long' ? null : upload.maxFootageMs,
      addObject(object) {
        order.onObject?.(object);
        return upload.addObject(object);
      },
    },
  );
  if (fault?.flow === 'offline_in_upload') await device.vanish();
  if (fault?.flow === 'not_closed') {
    await upload.settled();
    return uploaded(objects, bytes);
  }
  const closed = await upload.close();
  return closed.ok ? uploaded(objects, bytes) : { is: 'failed', problem: closed.problem, eventId };
}
