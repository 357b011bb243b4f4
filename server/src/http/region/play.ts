import type { EventId } from '@kaitong/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RegionContext } from '../../region/context.ts';
import { showKey, showObject, showPlaylist } from '../../region/watching/play.ts';
import { showCardPicture } from '../../region/watching/sharing/chat-card.ts';
import { answerMedia, closedOf } from '../media.ts';

type Playing = FastifyRequest<{ Params: { token: string } }>;

/** What players ask for: the token in the address is the permission, looked up at each request. */
export function mountPlay(app: FastifyInstance, context: RegionContext, prefix: string): void {
  const base = `${prefix}/play/:token`;
  // Of a link, where it is sent: whoever shows it has no more than its address.
  app.get(`${base}/picture`, async (request: Playing, reply) =>
    answerMedia(request, reply, await showCardPicture(context, request.params.token)),
  );
  mountFootage(app, context, base, {});
  mountFootage(app, context, `${base}/h264`, { codec: 'h264' });
  app.get<{ Params: { token: string; eventId: EventId } }>(`${base}/key/:eventId`, async (request, reply) => {
    const { token, eventId } = request.params;
    return answerMedia(request, reply, await showKey(context, token, eventId));
  });
}

/** Playlists name what is in them by where they are themselves: what a player was given first, it goes on with. */
function mountFootage(app: FastifyInstance, context: RegionContext, base: string, asked: { codec?: 'h264' }): void {
  app.get(`${base}/index.m3u8`, async (request: Playing, reply) => {
    const { _HLS_msn: msn } = request.query as Record<string, unknown>;
    const wanted = /^\d{1,6}$/.test(String(msn)) ? Number(msn) : 0;
    const signal = closedOf(reply);
    const { token } = request.params;
    return answerMedia(request, reply, await showPlaylist(context, token, { ...asked, wanted, signal }));
  });
  app.get<{ Params: { token: string; eventId: EventId; name: string } }>(
    `${base}/object/:eventId/:name`,
    async (request, reply) => {
      const { token, eventId, name } = request.params;
      const signal = closedOf(reply);
      return answerMedia(request, reply, await showObject(context, token, { ...asked, eventId, name, signal }));
    },
  );
}
