import { isRefusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { showAlarmPicture } from '../../region/alarms/show-picture.ts';
import type { RegionContext } from '../../region/context.ts';
import { answerRefusal } from '../kit/problem.ts';
import { closedOf, MEDIA_HEADERS } from '../media.ts';

/** Pictures of alarms: a browser asks for them without a cookie while it shows a notification. */
export function mountAlarmPictures(app: FastifyInstance, context: RegionContext, prefix: string): void {
  app.get<{ Params: { token: string } }>(
    `${prefix}/alarm/:token/picture.jpg`,
    { exposeHeadRoute: false },
    async (request, reply) => {
      const jpeg = await showAlarmPicture(context, request.params.token, closedOf(reply));
      reply.headers(MEDIA_HEADERS);
      if (isRefusal(jpeg)) return answerRefusal(request, reply, jpeg);
      // Bytes as a camera sent them: whatever they are, they do nothing but be a picture.
      reply.header('content-security-policy', "default-src 'none'; sandbox");
      return reply.type('image/jpeg').send(Buffer.from(jpeg));
    },
  );
}
