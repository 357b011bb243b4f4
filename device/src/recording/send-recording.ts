import type { DeviceProblem, Outcome } from '../outcome.ts';
import type { EventUpload } from '../upload/event-upload.ts';
import type { QueuedRecording } from './recording.ts';
import type { Spool } from './spool.ts';

/** What sending came to: everything is with the platform, or why not. */
export type SendOutcome = { problem?: DeviceProblem; upload?: EventUpload };

/** One object is sent while the next is declared with its commit. */
const AT_ONCE = 2;

/** Sends a recording to its end, also while it is still being made. */
export async function sendRecording(
  recording: QueuedRecording,
  spool: Spool,
  open: () => Promise<Outcome<EventUpload>>,
): Promise<SendOutcome> {
  const opened = await open();
  if (!opened.ok) return { problem: opened.problem };
  const upload = opened.value;
  const over = aborted(upload.signal);
  const onTheWay: { n: number; outcome: Promise<Outcome<void>> }[] = [];
  let next = recording.sent.objects;
  for (;;) {
    const { news } = recording;
    while (onTheWay.length < AT_ONCE && next < recording.objects.length) {
      const object = recording.objects[next];
      const bytes = object && (await spool.read(recording.id, object.n));
      if (!object || bytes === undefined) return { problem: lost, upload };
      const { n, kind, durationMs, endedAt } = object;
      const aged = endedAt === undefined ? {} : { endedAt };
      onTheWay.push({ n, outcome: upload.addObject({ kind, durationMs, bytes, ...aged }) });
      next += 1;
    }
    const first = onTheWay.shift();
    if (first === undefined) {
      if (recording.closed) break;
      await Promise.race([news, over]);
      if (upload.signal.aborted) return { problem: stopped, upload };
      continue;
    }
    const outcome = await first.outcome;
    if (!outcome.ok) return { problem: outcome.problem, upload };
    await markSent(recording, spool, first.n);
  }
  const closed = await upload.close();
  return closed.ok ? { upload } : { problem: closed.problem, upload };
}

async function markSent(recording: QueuedRecording, spool: Spool, n: number): Promise<void> {
  for (const object of recording.objects) if (object.n === n) object.sent = true;
  // Unmarked it is declared once more after a restart, and found to be there.
  await spool.markSent(recording.id, n).catch(() => undefined);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

const problemOf = (code: DeviceProblem['code'], detail: string, retry: boolean): DeviceProblem => ({
  code,
  detail,
  retry,
  retryAfterMs: null,
});
const lost = problemOf('spool_full', 'The footage was dropped before it was sent.', false);
const stopped = problemOf('stopped', 'The device was told to stop.', true);
