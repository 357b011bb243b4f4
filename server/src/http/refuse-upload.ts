import { pickLanguage, problems, type Refusal } from '@kaitong/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem, problemOf } from './kit/problem.ts';

/** The rest of a refused body is read and thrown away up to this size: closing at once would cut off the answer. */
const MOST_DRAINED_BYTES = 16 * 1024 * 1024;

/** Refuses a request whose body nobody has read, or not to its end. */
export function refuseUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  refused: Refusal,
  status: number = problems[refused.code].status,
): FastifyReply {
  const length = contentLength(request);
  if (length === undefined || length > MOST_DRAINED_BYTES) reply.header('connection', 'close');
  request.raw.resume();
  const problem = problemOf(refused, pickLanguage(request.headers['accept-language']));
  return answerProblem(reply, { ...problem, status });
}

export function contentLength(request: FastifyRequest): number | undefined {
  const text = request.headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
