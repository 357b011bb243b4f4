import { Readable } from 'node:stream';
import { type ProblemCode, type ProblemParams, refusal } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LocalDisk } from '../objects/local-disk/local-disk.ts';
import { BodyBrokenOff, type Received } from '../objects/local-disk/receive.ts';
import type { GetPermit } from '../objects/local-disk/signing.ts';
import type { Mismatch } from '../region/verification/note-mismatch.ts';
import { attachment } from './attachment.ts';
import { guardBody } from './objects/guard-body.ts';
import { parseRange } from './objects/range.ts';
import { contentLength, refuseUpload } from './refuse-upload.ts';

export type ObjectRoutesOptions = {
  /** As in the store's `baseUrl`, without the host: `/cn/objects`. */
  prefix: string;
  store: LocalDisk;
  /**
   * Called once the bytes are durable, before the sender hears of it, and again when it repeats them. If it throws the
   * sender gets a 500, keeps its bytes, and tries again.
   */
  onStored: (key: string, received: Received) => Promise<void>;
  /** Called when a sender with a good target sent other bytes than it had declared, before it hears of it. */
  onMismatch?: (key: string, mismatch: Mismatch) => Promise<void>;
  /** Asked before the bytes of a good target are read; what it answers is refused with that. */
  refusePut?: (key: string) => Promise<ProblemCode | undefined>;
  mostBytes?: number;
  /** A sender that is silent for this long is disconnected. */
  idleMs?: number;
};

/** A single MP4 of the protocol; segments have a lower limit of their own when they are declared. */
const MOST_BYTES = 256 * 1024 * 1024;
const IDLE_MS = 15_000;

type ObjectRequest = FastifyRequest<{ Params: { '*': string }; Querystring: Record<string, unknown> }>;

/** PUT, GET and HEAD of presigned URLs of a local disk: what S3 would serve. */
export function mountObjects(app: FastifyInstance, options: ObjectRoutesOptions): void {
  app.register(
    (scope, _options, done) => {
      mountRoutes(scope, options);
      done();
    },
    { prefix: options.prefix },
  );
}

function mountRoutes(app: FastifyInstance, options: ObjectRoutesOptions): void {
  const {
    store,
    onStored,
    onMismatch = async () => {},
    refusePut = async () => undefined,
    mostBytes = MOST_BYTES,
    idleMs = IDLE_MS,
  } = options;
  // No body is parsed in this scope, only handed on. `bodyLimit` does not hold for it: the length is checked below.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.put('/*', async (request: ObjectRequest, reply) => {
    const length = contentLength(request);
    const stopGuarding = guardBody(request.raw, length ?? 0, idleMs);
    try {
      const permit = store.verifyPut(request.params['*'], request.query);
      if (typeof permit === 'string') return refuse(request, reply, permit);
      const refused = await refusePut(permit.key);
      if (refused) return refuse(request, reply, refused);
      if (length === undefined) return refuse(request, reply, 'size_mismatch', {}, 411);
      if (length > mostBytes) return refuse(request, reply, 'object_too_large', { limit: mostBytes });
      if (length !== permit.bytes) {
        await onMismatch(permit.key, { code: 'size_mismatch', bytes: length });
        return refuse(request, reply, 'size_mismatch');
      }
      const md5 = Buffer.from(permit.md5, 'hex').toString('base64');
      const signed = { 'content-type': permit.contentType, 'content-md5': md5, 'if-none-match': '*' };
      const wrong = Object.entries(signed).find(([name, value]) => request.headers[name] !== value);
      if (wrong) return refuse(request, reply, 'upload_target_invalid', { header: wrong[0] });

      const body = length === 0 ? Readable.from([]) : request.raw;
      const result = await store.receive(permit, body);
      if (result.outcome === 'hash_mismatch')
        await onMismatch(permit.key, { code: 'hash_mismatch', received: result.received });
      if (result.outcome !== 'stored' && result.outcome !== 'same_bytes') return refuse(request, reply, result.outcome);
      await onStored(permit.key, result.received);
      return await reply.code(200).header('etag', `"${permit.md5}"`).send();
    } catch (error) {
      if (!(error instanceof BodyBrokenOff)) throw error;
      request.log.info({ key: request.params['*'] }, 'upload broke off');
      return reply.hijack(); // nobody is left to answer
    } finally {
      stopGuarding();
    }
  });

  app.get('/*', { exposeHeadRoute: false }, async (request: ObjectRequest, reply) => {
    const found = await prepareGet(request, reply);
    if (!found) return reply;
    const stream = await store.findStream(found.key, found.range);
    return stream ? await reply.send(stream) : refuse(request, reply, 'object_unknown');
  });

  app.head('/*', async (request: ObjectRequest, reply) => {
    const found = await prepareGet(request, reply);
    return found ? await reply.send() : reply;
  });

  /** Sets status and headers; `undefined` if it has already answered. */
  async function prepareGet(request: ObjectRequest, reply: FastifyReply) {
    const permit = store.verifyGet(request.params['*'], request.query);
    if (typeof permit === 'string') return void refuse(request, reply, permit);
    const info = await store.findInfo(permit.key);
    if (!info) return void refuse(request, reply, 'object_unknown');
    reply.headers(presentation(permit));
    const range = parseRange(request.headers.range, info.bytes);
    if (range === 'unsatisfiable') {
      reply.code(416).header('content-range', `bytes */${info.bytes}`).header('content-length', 0).send();
      return undefined;
    }
    reply.code(range ? 206 : 200).header('content-length', range ? range.last - range.first + 1 : info.bytes);
    if (range) reply.header('content-range', `bytes ${range.first}-${range.last}/${info.bytes}`);
    return { key: permit.key, ...(range && { range }) };
  }
}

/** Devices send these bytes; a browser must not take them for a page of ours, whatever they are. */
const SHOWN_TYPES = new Set(['video/mp2t', 'video/mp4', 'video/iso.segment', 'image/jpeg', 'application/octet-stream']);

function presentation({ contentType, fileName }: GetPermit): Record<string, string> {
  return {
    'content-type': SHOWN_TYPES.has(contentType) ? contentType : 'application/octet-stream',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    // As an object store on another host would have to: the URL itself is the permission, no cookie takes part.
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    ...(fileName && { 'content-disposition': attachment(fileName) }),
  };
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  params: ProblemParams = {},
  status?: number,
): FastifyReply {
  return refuseUpload(request, reply, refusal(code, params), status);
}
