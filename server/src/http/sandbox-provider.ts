import { pickLanguage } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { addressOf, createCheckout, findCheckout } from '../sandbox-provider/checkouts.ts';
import type { SandboxContext } from '../sandbox-provider/context.ts';
import { changeManner, createCharge, endMandate, Manner } from '../sandbox-provider/mandates.ts';
import { readCheckout, SANDBOX_POLICY, writeMissingPage, writePage } from '../sandbox-provider/page.ts';
import { Paying, pay } from '../sandbox-provider/pay.ts';
import {
  CreateCharge,
  CreateCheckout,
  CreateRefund,
  checkSignature,
  EndMandate,
} from '../sandbox-provider/protocol.ts';
import { chargeBack, createRefund } from '../sandbox-provider/refunds.ts';
import { rawMessage, takeRawBodies } from './raw-message.ts';

/** An order or a form is some hundred bytes. */
const BODY_LIMIT = 64 * 1024;

/** The sandbox payment provider: what its merchant calls, and its checkout page. */
export function mountSandbox(app: FastifyInstance, context: SandboxContext, prefix: string): void {
  app.register(
    (scope, _options, done) => {
      takeRawBodies(scope, BODY_LIMIT);
      mountCalls(scope, context);
      mountPage(scope, context);
      done();
    },
    { prefix },
  );
}

/** A merchant signs what it sends. */
function mountCalls(app: FastifyInstance, context: SandboxContext): void {
  const call = <S extends z.ZodType>(
    path: string,
    schema: S,
    answer: (asked: z.output<S>) => Promise<object>,
  ): void => {
    app.post(path, async (request, reply) => {
      const message = rawMessage(request);
      if (checkSignature(context.secrets, message, context.clock.now()) !== 'genuine') return reply.code(401).send();
      const asked = schema.safeParse(JSON.parse(message.body));
      return asked.success ? await answer(asked.data) : reply.code(422).send();
    });
  };
  call('/checkouts', CreateCheckout, (asked) => createCheckout(context, asked));
  call('/charges', CreateCharge, (asked) => createCharge(context, asked));
  call('/mandates/end', EndMandate, (asked) => endMandate(context, asked));
  call('/refunds', CreateRefund, (asked) => createRefund(context, asked));
}

function mountPage(app: FastifyInstance, context: SandboxContext): void {
  type Place = { Params: { checkout: string }; Querystring: { lang?: string } };
  const page = '/checkouts/:checkout'; // its id is the permission to pay it
  app.get<Place>(page, async (request, reply) => {
    const language = languageOf(request);
    asPage(reply);
    const checkout = await findCheckout(context, request.params.checkout);
    if (!checkout) return reply.code(404).send(writeMissingPage(language));
    return reply.send(writePage(checkout, await readCheckout(context, checkout), language));
  });
  app.post<Place>(page, async (request, reply) => {
    const language = languageOf(request);
    const checkout = await findCheckout(context, request.params.checkout);
    if (!checkout) return asPage(reply).code(404).send(writeMissingPage(language));
    const form = Object.fromEntries(new URLSearchParams(rawMessage(request).body));
    const { act } = form;
    const renewals = Manner.safeParse(form.renewals);
    if (act === 'charge-back') await chargeBack(context, checkout);
    else if (act === 'renewals' && renewals.success) await changeManner(context, checkout, renewals.data);
    else {
      const paying = Paying.safeParse(form);
      if (!paying.success) return reply.code(422).send();
      if ((await pay(context, checkout, paying.data)) === 'too_many') return reply.code(429).send();
    }
    return reply.redirect(`${addressOf(context, checkout.id)}?lang=${language}`, 303);
  });
}

const languageOf = ({ query, headers }: FastifyRequest) =>
  pickLanguage((query as { lang?: string }).lang ?? headers['accept-language']);

const asPage = (reply: FastifyReply): FastifyReply =>
  reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', SANDBOX_POLICY);
