import { Readable } from 'node:stream';
import { isRefusal, milliseconds, type Refusal, refusal, seconds } from '@kaitong/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readObjectName } from '../hls/write-playlist.ts';
import type { RegionContext } from '../region/context.ts';
import {
  composeRunPlaylist,
  type Footage,
  openFootage,
  readClip,
  readSnapshot,
} from '../region/verification/show-footage.ts';
import type { Shown } from '../region/watching/play.ts';
import { attachment } from './attachment.ts';
import { answerMedia, MEDIA_HEADERS } from './media.ts';

/** Long enough to begin a download; the player asks us again for the next object. */
const OBJECT_LIFE = seconds(30);

type Show = (footage: Footage, request: FastifyRequest) => Promise<Shown | Refusal>;

/** Verification footage for whoever holds a ticket: what players need, and nothing that outlives the ticket. */
export function mountFootage(app: FastifyInstance, context: RegionContext, prefix: string): void {
  const route = (path: string, show: Show): void => {
    app.get<{ Params: { ticket: string } }>(`${prefix}/footage/:ticket/${path}`, async (request, reply) => {
      const footage = await openFootage(context, request.params.ticket);
      return answerMedia(request, reply, isRefusal(footage) ? footage : await show(footage, request));
    });
  };

  route('snapshot.jpg', async (footage) => {
    const jpeg = await readSnapshot(context, footage);
    return isRefusal(jpeg) ? jpeg : { type: 'image/jpeg', body: jpeg };
  });
  route('index.m3u8', async (footage) => ({
    type: 'application/vnd.apple.mpegurl',
    body: composeRunPlaylist(footage),
  }));
  app.get<{ Params: { ticket: string } }>(`${prefix}/footage/:ticket/clip`, async (request, reply) => {
    const footage = await openFootage(context, request.params.ticket);
    if (isRefusal(footage)) return answerMedia(request, reply, footage);
    const [type, name] = footage.event.declaration.container === 'ts' ? ['video/mp2t', 'ts'] : ['video/mp4', 'mp4'];
    return reply
      .headers({ ...MEDIA_HEADERS, 'content-disposition': attachment(`clip.${name}`) })
      .type(type)
      .send(Readable.from(readClip(context, footage)));
  });
  route('key', async ({ key }) => (key ? { type: 'application/octet-stream', body: key } : refusal('not_found')));
  route('object/:name', async ({ objects, opener }, request) => {
    const n = readObjectName((request.params as { name: string }).name);
    const object = objects.find((one) => one.n === n);
    if (!object) return refusal('not_found');
    const until = new Date(context.clock.now().getTime() + milliseconds(OBJECT_LIFE));
    return { redirect: await context.objects.presignGet(object.object_key, until, { session: opener }) };
  });
}
