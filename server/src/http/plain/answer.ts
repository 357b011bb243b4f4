import { LANGUAGES, type Language, pickLanguage, type Refusal } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { writeRefusedPage } from './document.ts';
import { plainPolicy } from './policy.ts';

/** Nobody keeps it, finds it, or passes its address on. */
const UNSEEN = {
  'cache-control': 'private, no-store',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'referrer-policy': 'no-referrer',
};

/** Says so of all that lies below a path, whoever answers it. */
export function keepUnseen(app: FastifyInstance, below: string): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url?.startsWith(below)) reply.headers(UNSEEN);
  });
}

/** What the address says, if anybody chose; else the browser's. */
export function languageOf({ query, headers }: Pick<FastifyRequest, 'query' | 'headers'>): Language {
  const chosen = (query as { lang?: unknown }).lang;
  return LANGUAGES.find((language) => language === chosen) ?? pickLanguage(headers['accept-language']);
}

export const asPage = (reply: FastifyReply, policy: string): FastifyReply =>
  reply.headers({ 'content-security-policy': policy, vary: 'accept-language' }).type('text/html; charset=utf-8');

/** @param status of what is not there; whoever asks too often hears so instead */
export function sendRefusal(reply: FastifyReply, refused: Refusal, language: Language, status: number): FastifyReply {
  const { seconds } = refused.params;
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  return asPage(reply, plainPolicy())
    .code(refused.code === 'rate_limited' ? 429 : status)
    .send(writeRefusedPage(refused, language));
}
