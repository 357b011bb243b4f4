import { pickLanguage } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { RegionContext } from '../../region/context.ts';
import type { Callback } from '../../region/payments/provider.ts';
import { createCheckout, findCheckout } from '../../region/payments/sandbox/checkouts.ts';
import { readCheckout, SANDBOX_POLICY, writeMissingPage, writePage } from '../../region/payments/sandbox/page.ts';
import { Paying, pay } from '../../region/payments/sandbox/pay.ts';
import { CreateCheckout, CreateRefund, checkSignature } from '../../region/payments/sandbox/protocol.ts';
import { chargeBack, createRefund } from '../../region/payments/sandbox/refunds.ts';
import { sandboxSecrets } from '../../region/payments/sandbox-provider.ts';
import { takeCallback } from '../../region/selling/orders/take-callback.ts';

/** A provider's message is some hundred bytes. */
const BODY_LIMIT = 64 * 1024;
const STATUS = { repeat: 409, forged: 401, unknown: 404 } as const;

/** What payment providers call, and the sandbox provider with its checkout page. */
export function mountPayments(app: FastifyInstance, context: RegionContext, prefix: string): void {
  app.register(
    (scope, _options, done) => {
      scope.removeAllContentTypeParsers(); // signatures are over bytes, whatever format they are in
      scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, parsed) =>
        parsed(null, body),
      );
      mountCallbacks(scope, context);
      mountSandbox(scope, context);
      done();
    },
    { prefix: `${prefix}/pay` },
  );
}

function mountCallbacks(app: FastifyInstance, context: RegionContext): void {
  app.post<{ Params: { provider: string } }>('/callbacks/:provider', async (request, reply) => {
    const answer = await takeCallback(context, request.params.provider, callbackOf(request));
    reply.header('cache-control', 'no-store');
    if (answer.answer !== 'taken') return reply.code(STATUS[answer.answer]).send();
    return reply.type(answer.type).send(answer.body);
  });
}

const callbackOf = (request: FastifyRequest): Callback => ({
  body: typeof request.body === 'string' ? request.body : '',
  header: (name) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  },
});

function mountSandbox(app: FastifyInstance, context: RegionContext): void {
  const secrets = sandboxSecrets(context.secrets, context.region);

  /** One call of a merchant, which signs what it sends. */
  const call = <S extends z.ZodType>(
    path: string,
    schema: S,
    answer: (asked: z.output<S>) => Promise<object>,
  ): void => {
    app.post(`/sandbox${path}`, async (request, reply) => {
      const callback = callbackOf(request);
      if (checkSignature(secrets, callback, context.clock.now()) !== 'genuine') return reply.code(401).send();
      const asked = schema.safeParse(JSON.parse(callback.body));
      return asked.success ? await answer(asked.data) : reply.code(422).send();
    });
  };
  call('/checkouts', CreateCheckout, (asked) => createCheckout(context, asked));
  call('/refunds', CreateRefund, (asked) => createRefund(context, asked));

  type Place = { Params: { id: string }; Querystring: { lang?: string } };
  const page = '/sandbox/checkouts/:id';
  app.get<Place>(page, async (request, reply) => {
    const language = languageOf(request);
    asPage(reply);
    const checkout = await findCheckout(context, request.params.id);
    if (!checkout) return reply.code(404).send(writeMissingPage(language));
    return reply.send(writePage(checkout, await readCheckout(context, checkout), language));
  });
  app.post<Place>(page, async (request, reply) => {
    const language = languageOf(request);
    const checkout = await findCheckout(context, request.params.id);
    if (!checkout) return asPage(reply).code(404).send(writeMissingPage(language));
    const form = Object.fromEntries(new URLSearchParams(callbackOf(request).body));
    const { act } = form;
    if (act === 'charge-back') await chargeBack(context, checkout);
    else {
      const paying = Paying.safeParse(form);
      if (!paying.success) return reply.code(422).send();
      if ((await pay(context, checkout, paying.data)) === 'too_many') return reply.code(429).send();
    }
    return reply.redirect(`${context.publicUrl}/pay/sandbox/checkouts/${checkout.id}?lang=${language}`, 303);
  });
}

const languageOf = ({ query, headers }: FastifyRequest) =>
  pickLanguage((query as { lang?: string }).lang ?? headers['accept-language']);

const asPage = (reply: FastifyReply): FastifyReply =>
  reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', SANDBOX_POLICY);
