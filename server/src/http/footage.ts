import { isRefusal, milliseconds, type Refusal, refusal, seconds } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RegionContext } from '../region/context.ts';
import { type Footage, openFootage, readSnapshot, writePlaylist } from '../region/runs/show-footage.ts';
import { answerRefusal } from './kit/problem.ts';

/** Long enough to begin a download; the player asks us again for the next object. */
const OBJECT_LIFE = seconds(30);

type Shown = { type: string; body: string | Uint8Array } | { redirect: string };
type Show = (footage: Footage, request: FastifyRequest) => Promise<Shown | Refusal>;

/** Verification footage for whoever holds a ticket: what players need, and nothing that outlives the ticket. */
export function mountFootage(app: FastifyInstance, context: RegionContext, prefix: string): void {
  const route = (path: string, show: Show): void => {
    app.get<{ Params: { ticket: string } }>(`${prefix}/footage/:ticket/${path}`, async (request, reply) => {
      reply.header('access-control-allow-origin', '*'); // the ticket is the permission, wherever the page comes from
      reply.header('cross-origin-resource-policy', 'cross-origin');
      reply.header('cache-control', 'private, no-store');
      reply.header('referrer-policy', 'no-referrer');
      const footage = await openFootage(context, request.params.ticket);
      const shown = isRefusal(footage) ? footage : await show(footage, request);
      return await answer(shown, request, reply);
    });
  };

  route('snapshot.jpg', async (footage) => {
    const jpeg = await readSnapshot(context, footage);
    return isRefusal(jpeg) ? jpeg : { type: 'image/jpeg', body: jpeg };
  });
  route('index.m3u8', async (footage) => ({ type: 'application/vnd.apple.mpegurl', body: writePlaylist(footage) }));
  route('key', async ({ key }) => (key ? { type: 'application/octet-stream', body: key } : refusal('not_found')));
  route('object/:n', async ({ objects }, request) => {
    const { n } = request.params as { n: string };
    const object = objects.find((one) => String(one.n) === n);
    if (!object) return refusal('not_found');
    const until = new Date(context.clock.now().getTime() + milliseconds(OBJECT_LIFE));
    return { redirect: await context.objects.presignGet(object.object_key, until) };
  });
}

async function answer(shown: Shown | Refusal, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (isRefusal(shown)) return answerRefusal(request, reply, shown);
  if ('redirect' in shown) return reply.redirect(shown.redirect, 302);
  return reply.type(shown.type).send(typeof shown.body === 'string' ? shown.body : Buffer.from(shown.body));
}
