import type { FastifyInstance } from 'fastify';
import type { RegionContext } from '../../region/context.ts';
import { takeCallback } from '../../region/selling/orders/take-callback.ts';
import { rawMessage, takeRawBodies } from '../raw-message.ts';

/** A provider's message is some hundred bytes. */
const BODY_LIMIT = 64 * 1024;
const STATUS = { repeat: 409, forged: 401, unknown: 404 } as const;

/** What payment providers call. */
export function mountPayments(app: FastifyInstance, context: RegionContext, prefix: string): void {
  app.register(
    (scope, _options, done) => {
      takeRawBodies(scope, BODY_LIMIT);
      scope.post<{ Params: { provider: string } }>('/:provider', async (request, reply) => {
        const answer = await takeCallback(context, request.params.provider, rawMessage(request));
        reply.header('cache-control', 'no-store');
        if (answer.answer !== 'taken') return reply.code(STATUS[answer.answer]).send();
        return reply.type(answer.type).send(answer.body);
      });
      done();
    },
    { prefix: `${prefix}/pay/callbacks` },
  );
}
