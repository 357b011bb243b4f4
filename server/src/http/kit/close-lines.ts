import type { FastifyInstance } from 'fastify';
import { isHttp2 } from './http2.ts';

/** Whoever keeps a line for further calls is told with each answer to open the next one elsewhere, once this process leaves. */
export function closeLines(app: FastifyInstance, isLeaving: () => boolean): void {
  app.addHook('onSend', async (request, reply) => {
    if (isLeaving() && !isHttp2(request.raw)) reply.header('connection', 'close');
  });
}
