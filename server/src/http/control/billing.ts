import { Readable } from 'node:stream';
import { type billing, type controlReports, isRefusal, LANGUAGES, statementCsvPath } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { MakerCaller } from '../../callers.ts';
import { getBilling } from '../../control/billing/get-billing.ts';
import { listContracts } from '../../control/billing/list-contracts.ts';
import { listMakerOrders } from '../../control/billing/list-orders.ts';
import { listStatements } from '../../control/billing/list-statements.ts';
import { getPayoutChannel, putPayoutChannel } from '../../control/billing/payout-channel.ts';
import { openStatementLines } from '../../control/billing/statement-lines.ts';
import { reportSales } from '../../control/billing/take-sales-reports.ts';
import type { ControlContext } from '../../control/context.ts';
import { type Authenticators, callerOf, type Handlers, requireCaller } from '../kit/mount.ts';
import { answerRefusal } from '../kit/problem.ts';
import { callRequestOf } from '../kit/request.ts';

export const billingHandlers = (context: ControlContext): Handlers<typeof billing> => ({
  getBilling: (caller, input) => getBilling(context, caller, input),
  listMakerOrders: (caller, input) => listMakerOrders(context, caller, input),
  listStatements: (caller, input) => listStatements(context, caller, input),
  listContracts: (caller, _input, { language }) => listContracts(context, caller, language),
  getPayoutChannel: (caller) => getPayoutChannel(context, caller),
  putPayoutChannel: (caller, input) => putPayoutChannel(context, caller, input),
});

export const salesReportHandlers = (context: ControlContext): Handlers<typeof controlReports> => ({
  reportSales: (caller, input) => reportSales(context, caller, input),
});

const Query = z.object({ language: z.enum(LANGUAGES).optional().catch(undefined) });

/** A statement's lines as a file, written while they are read: a year's largest maker has a million of them. */
export function mountStatementLines(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker'>,
): void {
  const onRequest = requireCaller('maker', 'listStatements', authenticate);
  app.get<{ Params: { id: string } }>(statementCsvPath(':id'), { onRequest }, async (request, reply) => {
    const caller = callerOf(request) as MakerCaller;
    const language = Query.parse(request.query).language ?? callRequestOf(request, reply).language;
    const file = await openStatementLines(context, caller, request.params.id, language);
    if (isRefusal(file)) return answerRefusal(request, reply, file);
    return await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(file.text, { objectMode: false }));
  });
}
