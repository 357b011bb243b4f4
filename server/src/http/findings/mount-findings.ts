import {
  isRefusal,
  LANGUAGES,
  type Language,
  pickLanguage,
  SharedFindings,
  sharedFindingsPath,
} from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ControlContext } from '../../control/context.ts';
import { readSharedFindings } from '../../control/findings/read-shared.ts';
import { callRequestOf } from '../kit/request.ts';
import { policyOf, writePage, writeRefusedPage } from './write-page.ts';

/** Nobody keeps it, finds it, or passes its address on. */
const UNSEEN = {
  'cache-control': 'private, no-store',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'referrer-policy': 'no-referrer',
};

type Place = { Params: { token: string }; Querystring: { lang?: string } };

/** The page of findings, for whoever holds its address; what is said of all that lies below such an address. */
export function mountFindings(app: FastifyInstance, context: ControlContext): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url?.startsWith(sharedFindingsPath(''))) reply.headers(UNSEEN);
  });
  app.get<Place>(sharedFindingsPath(':token'), async (request, reply) => {
    const language = languageOf(request);
    const { token } = request.params;
    const shared = await readSharedFindings(context, { token, language }, callRequestOf(request, reply));
    if (!isRefusal(shared)) {
      const page = writePage(SharedFindings.parse(shared), language, sharedFindingsPath(token));
      return asPage(reply, policyOf(shared.footage)).send(page);
    }
    const { seconds } = shared.params;
    if (seconds !== undefined) reply.header('retry-after', String(seconds));
    const code = shared.code === 'rate_limited' ? 429 : 410;
    return asPage(reply, policyOf(null)).code(code).send(writeRefusedPage(shared, language));
  });
}

/** What the address says, if anybody chose; else the browser's. */
function languageOf({ query, headers }: Pick<FastifyRequest<Place>, 'query' | 'headers'>): Language {
  return LANGUAGES.find((language) => language === query.lang) ?? pickLanguage(headers['accept-language']);
}

const asPage = (reply: FastifyReply, policy: string): FastifyReply =>
  reply.headers({ 'content-security-policy': policy, vary: 'accept-language' }).type('text/html; charset=utf-8');
