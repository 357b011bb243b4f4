import { householdTable, isRefusal, isTimeZone, type OrderId, type Refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { RegionContext } from '../../region/context.ts';
import { standIn } from '../../region/household/gate.ts';
import { type Receipt, readReceipt } from '../../region/selling/orders/read-receipt.ts';
import { attachment } from '../attachment.ts';
import { type Authenticators, findCaller } from '../kit/mount.ts';
import { callRequestOf } from '../kit/request.ts';
import { asPage, languageOf, sendRefusal } from '../plain/answer.ts';
import { plainPolicy } from '../plain/policy.ts';
import { writeReceipt } from './write-page.ts';

type Mount = { prefix: string; authenticate: Pick<Authenticators, 'owner'> };
type Asked = { Params: { orderId: OrderId }; Querystring: { tz?: unknown; save?: unknown } };

/** Receipts, for whoever may see the order and is signed in: the owner's cookie comes along by itself. */
export function mountReceipts(app: FastifyInstance, context: RegionContext, { prefix, authenticate }: Mount): void {
  app.get<Asked>(`${prefix}/api/v1/orders/:orderId/receipt`, async (request, reply) => {
    const { orderId } = request.params;
    const { tz, save } = request.query;
    const language = languageOf(request);
    reply.header('cache-control', 'private, no-store');
    const receipt = await read();
    if (isRefusal(receipt)) return sendRefusal(reply, receipt, language, receipt.code === 'not_signed_in' ? 401 : 404);
    if (save !== undefined) reply.header('content-disposition', attachment(`kaitong-${receipt.orderId}.html`));
    const timeZone = typeof tz === 'string' && isTimeZone(tz) ? tz : 'UTC';
    return asPage(reply, plainPolicy()).send(writeReceipt(receipt, { language, timeZone }));

    async function read(): Promise<Receipt | Refusal> {
      const found = await findCaller('owner', 'getOrder', authenticate, callRequestOf(request, reply));
      if (isRefusal(found)) return found;
      const caller = await standIn(context.db, found, householdTable.getOrder, { orderId });
      return isRefusal(caller) ? caller : await readReceipt(context, caller.ownerId, { orderId, language });
    }
  });
}
