import type { IncomingMessage } from 'node:http';
import { guardsRest } from './rest-of-body.ts';

/** 16 kB/s on the average, after a start of 30 s: slower than any uplink that could carry a camera's picture. */
const LEAST_BYTES_PER_SECOND = 16_000;
const START_MS = 30_000;
/** Looks during which nothing came, until a sender has fallen silent. */
const SILENT_LOOKS = 5;

/**
 * Disconnects a sender that falls silent or trickles: each open upload holds a file and memory. Silence is counted in looks and
 * not by the clock: after this process stood still itself, what came meanwhile is not read before the next look.
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
  let silent = 0;
  let lastLooks: number | undefined;
  const timer = setInterval(() => {
    const isSending = socket.bytesRead !== seen || request.isPaused(); // paused, it is we who keep the sender waiting
    seen = socket.bytesRead;
    silent = isSending ? 0 : silent + 1;
    if (lastLooks === undefined && (silent > SILENT_LOOKS || performance.now() > givesUpAt)) {
      lastLooks = onGivenUp ? SILENT_LOOKS : 0;
      onGivenUp?.();
    }
    if (lastLooks !== undefined && lastLooks-- === 0) socket.destroy();
  }, idleMs / SILENT_LOOKS);
  timer.unref();
  guardsRest(request, true);
  const stop = (): void => {
    clearInterval(timer);
    guardsRest(request, false);
  };
  request.once('end', stop).once('close', stop);
  return stop;
}
