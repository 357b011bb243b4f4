import { Readable } from 'node:stream';
import { isRefusal } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ByteRange } from '../../objects/object-store.ts';
import type { RegionContext } from '../../region/context.ts';
import { openDownload } from '../../region/exports/downloads.ts';
import { openExport } from '../../region/exports/exports.ts';
import { openPlayedFile } from '../../region/watching/play.ts';
import { attachment } from '../attachment.ts';
import { answerRefusal } from '../kit/problem.ts';
import { closedOf, MEDIA_HEADERS } from '../media.ts';
import { parseRange } from '../objects/range.ts';

/** Files made while they are sent, for whoever has their address. */
export function mountFiles(app: FastifyInstance, context: RegionContext, prefix: string): void {
  type Named = { Params: { token: string; name: string } };

  app.get<Named>(`${prefix}/file/:token/:name`, { exposeHeadRoute: false }, async (request, reply) => {
    const { token, name } = request.params;
    const file = await (name.endsWith('.tar')
      ? openExport(context, token, closedOf(reply))
      : openDownload(context, token, closedOf(reply)));
    reply.headers(MEDIA_HEADERS);
    if (isRefusal(file)) return answerRefusal(request, reply, file);
    reply.headers({ 'content-disposition': attachment(file.fileName), 'content-type': file.type });
    if (!('bytes' in file)) return reply.send(stream(file.read()));
    // A browser goes on with a download that broke off where it is told that the rest is of the same file.
    const etag = `"${file.tag}"`;
    reply.header('etag', etag);
    const { 'if-range': wanted } = request.headers;
    const goesOn = wanted === etag;
    const ranged = { bytes: file.bytes, read: (range: ByteRange) => file.read(range, goesOn) };
    return sendRange(request, reply, ranged, wanted === undefined || goesOn);
  });

  app.get<{ Params: { token: string } }>(
    `${prefix}/play/:token/video.mp4`,
    { exposeHeadRoute: false },
    async (request, reply) => {
      const file = await openPlayedFile(context, request.params.token);
      reply.headers(MEDIA_HEADERS);
      if (isRefusal(file)) return answerRefusal(request, reply, file);
      reply.header('content-type', 'video/mp4');
      return sendRange(request, reply, file, true);
    },
  );
}

type Ranged = { bytes: number; read(range: ByteRange): AsyncIterable<Uint8Array> };

function sendRange(request: FastifyRequest, reply: FastifyReply, file: Ranged, isSame: boolean): FastifyReply {
  const { bytes } = file;
  reply.header('accept-ranges', 'bytes');
  const range = isSame ? parseRange(request.headers.range, bytes) : undefined;
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
  const { first, last } = range ?? { first: 0, last: bytes - 1 };
  if (range) reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes}`);
  reply.header('content-length', last - first + 1);
  return reply.send(stream(file.read({ first, last })));
}

/** Not in object mode: a slow reader holds back what is made, by bytes. */
const stream = (parts: AsyncIterable<Uint8Array>): Readable => Readable.from(parts, { objectMode: false });
