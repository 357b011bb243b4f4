import { isRefusal, type Refusal } from '@kaitong/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Shown } from '../region/watching/play.ts';
import { answerRefusal } from './kit/problem.ts';

/** Whoever has the address may read what is there, from whatever page; nobody on the way keeps it or passes it on. */
export const MEDIA_HEADERS = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
};

/** Aborts when the other side is gone: nobody waits for the answer any more. */
export function closedOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  if (reply.raw.destroyed) gone.abort();
  else reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

export function answerMedia(request: FastifyRequest, reply: FastifyReply, shown: Shown | Refusal): FastifyReply {
  reply.headers(MEDIA_HEADERS);
  if (isRefusal(shown)) return answerRefusal(request, reply, shown);
  if ('redirect' in shown) return reply.redirect(shown.redirect, 302);
  return reply.type(shown.type).send(typeof shown.body === 'string' ? shown.body : Buffer.from(shown.body));
}
