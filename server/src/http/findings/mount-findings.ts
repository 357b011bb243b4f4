import { isRefusal, SharedFindings, sharedFindingsPath } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { ControlContext } from '../../control/context.ts';
import { readSharedFindings } from '../../control/findings/read-shared.ts';
import { callRequestOf } from '../kit/request.ts';
import { asPage, keepUnseen, languageOf, sendRefusal } from '../plain/answer.ts';
import { policyOf, writePage } from './write-page.ts';

/** The page of findings, for whoever holds its address; what is said of all that lies below such an address. */
export function mountFindings(app: FastifyInstance, context: ControlContext): void {
  keepUnseen(app, sharedFindingsPath(''));
  app.get<{ Params: { token: string } }>(sharedFindingsPath(':token'), async (request, reply) => {
    const language = languageOf(request);
    const { token } = request.params;
    const shared = await readSharedFindings(context, { token, language }, callRequestOf(request, reply));
    if (isRefusal(shared)) return sendRefusal(reply, shared, language, 410);
    const page = writePage(SharedFindings.parse(shared), language, sharedFindingsPath(token));
    return asPage(reply, policyOf(shared.footage)).send(page);
  });
}
