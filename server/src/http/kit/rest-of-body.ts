import type { IncomingMessage } from 'node:http';
import { seconds } from '@kaitong/contract';
import { isHttp2 } from './http2.ts';

/** Time enough for a sender that looks for an answer when all is sent; closing at once would cut it off. */
export const REST_OF_BODY = seconds(5);

/** Those that somebody else disconnects. */
const guarded = new WeakSet<IncomingMessage>();

/** Says that the end of this body is seen to elsewhere, until told that it is not. */
export function guardsRest(request: IncomingMessage, isGuarded: boolean): void {
  if (isGuarded) guarded.add(request);
  else guarded.delete(request);
}

/** Ends whoever was answered before its body was there and goes on sending it. */
export function endRest(request: IncomingMessage, within: number): void {
  if (request.complete || guarded.has(request)) return;
  setTimeout(() => {
    if (!request.complete) cutOff(request);
  }, within).unref();
}

/** Of HTTP/2 the stream alone: others on the same connection go on. Of HTTP/1.1 its connection, where there is one. */
export function cutOff(request: IncomingMessage): void {
  if (isHttp2(request)) request.stream.destroy();
  else request.destroy();
}
