import { createHash } from 'node:crypto';
import { isRefusal, type ProblemCode, refusal } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GetPermit } from '../objects/local-disk/signing.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { attachment } from './attachment.ts';
import { answerRefusal } from './kit/problem.ts';
import { mountPut, type PutOptions } from './objects/put-object.ts';
import { parseRange } from './objects/range.ts';

export type ObjectRoutesOptions = PutOptions & {
  /** Where objects are read from: what an address of the disk was made for may have been moved since. */
  objects?: ObjectStore;
  /** As in the store's `baseUrl`, without the host: `/cn/objects`. */
  prefix: string;
  /** Whether the session that an address was made for may read still. */
  isOpen: (session: string) => Promise<boolean>;
};

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
  const { store, objects = store } = options;
  // No body is parsed in this scope, only handed on. `bodyLimit` does not hold for it: a PUT checks the length itself.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  mountPut(app, options);

  app.get('/*', { exposeHeadRoute: false }, async (request: ObjectRequest, reply) => {
    const found = await prepareGet(request, reply);
    if (!found) return reply;
    const stream = await objects.findStream(found.key, found.range);
    return stream ? await reply.send(stream) : refuse(request, reply, 'object_unknown');
  });

  app.head('/*', async (request: ObjectRequest, reply) => {
    const found = await prepareGet(request, reply);
    return found ? await reply.send() : reply;
  });

  /** Sets status and headers; `undefined` if it has already answered. */
  async function prepareGet(request: ObjectRequest, reply: FastifyReply) {
    const permit = store.verifyGet(request.params['*'], request.query);
    if (isRefusal(permit)) return void answerRefusal(request, reply, permit);
    if (permit.session && !(await options.isOpen(permit.session))) return void refuse(request, reply, 'playback_ended');
    const info = await objects.findInfo(permit.key);
    if (!info) return void refuse(request, reply, 'object_unknown');
    reply.headers(presentation(permit));
    // Objects are written once: what a reader has of one goes on with the rest of the same.
    const etag = `"${createHash('sha256').update(permit.key).digest('base64url').slice(0, 27)}"`;
    reply.header('etag', etag);
    const isOther = request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag;
    const range = isOther ? undefined : parseRange(request.headers.range, info.bytes);
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

const refuse = (request: FastifyRequest, reply: FastifyReply, code: ProblemCode): FastifyReply =>
  answerRefusal(request, reply, refusal(code));
