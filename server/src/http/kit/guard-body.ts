import type { IncomingMessage } from 'node:http';
import { guardsRest } from './rest-of-body.ts';

/** 16 kB/s on the average, after a start of 30 s: slower than any uplink that could carry a camera's picture. */
const LEAST_BYTES_PER_SECOND = 16_000;
const START_MS = 30_000;

/**
 * Disconnects a sender that falls silent or trickles: each open upload holds a file and memory.
 *
 * @param onGivenUp called first, so that the sender can be answered; it is disconnected `idleMs` later all the same
 * @returns ends the guard early; it ends by itself with the body
 */
export function guardBody(
  request: IncomingMessage,
  expectedBytes: number,
  idleMs: number,
  onGivenUp?: () => void,
): () => void {
  const { socket } = request;
  const givesUpAt = performance.now() + START_MS + (expectedBytes / LEAST_BYTES_PER_SECOND) * 1000;
  let seen = socket.bytesRead;
  let seenAt = performance.now();
  let disconnectsAt: number | undefined;
  const timer = setInterval(() => {
    const now = performance.now();
    if (socket.bytesRead !== seen || request.isPaused()) {
      seen = socket.bytesRead; // while it is paused, it is we who keep the sender waiting
      seenAt = now;
    }
    if (disconnectsAt === undefined && (now - seenAt > idleMs || now > givesUpAt)) {
      disconnectsAt = onGivenUp ? now + idleMs : now;
      onGivenUp?.();
    }
    if (disconnectsAt !== undefined && now >= disconnectsAt) socket.destroy();
  }, idleMs / 5);
  timer.unref();
  guardsRest(request, true);
  const stop = (): void => {
    clearInterval(timer);
    guardsRest(request, false);
  };
  request.once('end', stop).once('close', stop);
  return stop;
}
