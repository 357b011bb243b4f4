import type { IncomingMessage } from 'node:http';
import { pickLanguage, type Refusal } from '@kaitong/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem, problemOf } from './kit/problem.ts';

/** The rest of a refused body is read and thrown away up to this size: closing at once would cut off the answer. */
const MOST_DRAINED_BYTES = 16 * 1024 * 1024;

/**
 * Refuses a request whose body nobody has read, or not to its end.
 *
 * @param mostDrained bytes that are read all the same: many senders look for an answer only when all is sent
 */
export function refuseUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  refused: Refusal,
  mostDrained: number = MOST_DRAINED_BYTES,
): FastifyReply {
  drain(request.raw, mostDrained);
  return answerProblem(reply, problemOf(refused, pickLanguage(request.headers['accept-language'])));
}

function drain(body: IncomingMessage, mostBytes: number): void {
  let bytes = 0;
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) body.socket.destroy();
  });
  body.resume();
}

export function contentLength(request: FastifyRequest): number | undefined {
  const text = request.headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
