import { Readable } from 'node:stream';
import { control, csvPathOf, isRefusal, LANGUAGES, type Op, type Parsed, type Refusal } from '@kaitong/contract';
import { makerFiles, operatorFiles } from '@kaitong/contract/list-files';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ControlContext } from '../../control/context.ts';
import { type Page, writeList } from '../../control/write-list.ts';
import { applicationHandlers } from '../applications.ts';
import { type Authenticators, callerOf, requireCaller } from '../kit/mount.ts';
import { answerRefusal } from '../kit/problem.ts';
import { type CallRequest, callRequestOf } from '../kit/request.ts';
import { readInput } from '../kit/validate.ts';
import { billingHandlers } from './billing.ts';
import { conformanceHandlers } from './conformance.ts';
import { operatorBillingHandlers } from './operator-billing.ts';
import { operatorSaleHandlers } from './operator-sales.ts';
import { productHandlers } from './products.ts';
import { saleHandlers } from './sales.ts';
import { serviceHandlers } from './services.ts';

/** As much as a list gives at once. */
const PAGE = 200;

const Query = z.object({ language: z.enum(LANGUAGES).optional().catch(undefined) });

/** Each list as a file beside it: who may read the one may read the other, since it is read by the same operation. */
export function mountListFiles(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker' | 'operator'>,
): void {
  const handlers = handlersByPath(context);
  for (const file of [...makerFiles, ...operatorFiles]) {
    const { operation } = file;
    const reads = handlers.get(operation.path);
    if (!reads) throw new Error(`nothing reads ${operation.path}`);
    const onRequest = requireCaller(operation.caller, reads.name, authenticate);
    app.get(csvPathOf(operation.path), { onRequest }, async (request, reply) => {
      const call = callRequestOf(request, reply);
      const language = Query.parse(request.query).language ?? call.language;
      const input = readInput(
        operation,
        { params: request.params, query: narrowed(request), body: undefined },
        call.language,
      );
      if (!input.ok) return answerRefusal(request, reply, input.refusal);
      const { params, query } = input.value as { params: unknown; query: object };
      const text = await writeList(file, language, async (cursor) => {
        const page = { params, query: { ...query, cursor }, body: undefined } as unknown as Parsed<Op>;
        const answer = await reads.handle(callerOf(request), page, call);
        return isRefusal(answer) ? answer : (operation.reply.parse(answer) as Page);
      });
      if (isRefusal(text)) return answerRefusal(request, reply, text);
      return await reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="kaitong-${file.name}.csv"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(text, { objectMode: false }));
    });
  }
}

/** The list's own filters; where it begins and how it is read are ours to say. */
function narrowed({ query }: FastifyRequest): object {
  const { cursor: _, ...filters } = query as Record<string, unknown>;
  return { ...filters, limit: PAGE };
}

/** Whoever calls was found for this very operation. */
type ListHandler = (caller: unknown, page: Parsed<Op>, call: CallRequest) => Promise<object | Refusal>;

/** What reads a list, by its path. */
function handlersByPath(context: ControlContext): Map<string, { name: string; handle: ListHandler }> {
  const handlers: Record<string, unknown> = {
    ...productHandlers(context),
    ...saleHandlers(context),
    ...serviceHandlers(context),
    ...applicationHandlers(context),
    ...conformanceHandlers(context),
    ...billingHandlers(context),
    ...operatorBillingHandlers(context),
    ...operatorSaleHandlers(context),
  };
  return new Map(
    Object.entries(control).flatMap(([name, { method, path }]) =>
      method === 'GET' && handlers[name] ? [[path, { name, handle: handlers[name] as ListHandler }] as const] : [],
    ),
  );
}
