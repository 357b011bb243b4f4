import { isRefusal, pushPath, type Refusal, refusal, seconds } from '@kaitong/contract';
import { MAX_OBJECT_BYTES } from '@kaitong/contract/checks';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PushCaller } from '../../callers.ts';
import { storageFull } from '../../objects/free-space.ts';
import { BodyBrokenOff } from '../../objects/local-disk/receive.ts';
import { type Spool, type SpoolFailure, spool } from '../../objects/spool.ts';
import type { RegionContext } from '../../region/context.ts';
import { authenticatePush } from '../../region/pushes/authenticate-push.ts';
import { mostBytesOf, pushFile } from '../../region/pushes/push-file.ts';
import { pushForm } from '../../region/pushes/push-form.ts';
import { guardBody } from '../kit/guard-body.ts';
import { answerRefusal } from '../kit/problem.ts';
import { contentLength, refuseUpload } from '../refuse-upload.ts';
import { Turns } from '../turns.ts';
import { HeldBodies } from './held-bodies.ts';
import { receiveForm } from './receive-form.ts';

type PushRequest = FastifyRequest<{ Params: { place: string; '*'?: string } }>;

/** A sender that is silent for this long is disconnected. */
const IDLE_MS = 15_000;
/** A tool that does not wait for answers sends a whole file as fast as its line goes. */
const MOST_WAITING = 1000;
/** Time enough for whoever does read the answer. */
const RESET_AFTER = seconds(1);
const MOST_HELD_BYTES = 512 * 1024 * 1024;
/** Names that tools make, in folders where somebody wants several streams: no control characters, no dots in front. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N} ._@+~-]{0,99}$/u;
const MOST_PARTS = 4;
/** What a sender may take its time for, whatever length it claims. */
const MOST_FORM_BYTES = 2 * MAX_OBJECT_BYTES;

/** Where stock tools push: what WebDAV servers answer to PUT and DELETE, as far as such tools use it. */
export function mountPush(app: FastifyInstance, context: RegionContext, prefix: string): void {
  app.register(
    (scope, _options, done) => {
      mountRoutes(scope, context);
      done();
    },
    { prefix: `${prefix}${pushPath(':place')}` },
  );
}

function mountRoutes(app: FastifyInstance, context: RegionContext): void {
  const turns = new Turns({ mostWaiting: MOST_WAITING });
  const held = new HeldBodies(MOST_HELD_BYTES);
  // No body is parsed in this scope, only handed on, so `bodyLimit` does not hold for it: it is limited where it is read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.put('/*', async (request: PushRequest, reply) => {
    const { sender, place, bearer, stream, name } = addressOf(request);
    const mostBytes = mostBytesOf(name);
    await using body = spool(request.raw, { folder: context.pushes.folder, space: context.space, mostBytes });
    using _ = held.add(sender, body);
    const length = contentLength(request) ?? mostBytes;
    const stopGuarding = guardBody(request.raw, length, IDLE_MS);
    try {
      // Its place in time follows from the order in which it was sent, so nothing may be waited for before its turn.
      const asked = authenticatePush(context, { place, bearer }).then((caller) => {
        if (isRefusal(caller)) {
          body.drop();
          stopGuarding(); // the rest of a stranger's has seconds
        }
        return caller;
      });
      asked.catch(() => {}); // it is looked at when its turn comes
      const answer = await turns.run(`${sender} ${stream}`, async () => {
        const caller = await asked;
        return isRefusal(caller) ? caller : await take(caller, { stream, name }, body);
      });
      if (answer === 'full') return refuse(request, reply, TOO_MUCH);
      if (isRefusal(answer)) return refuse(request, reply, answer);
      return answer === undefined ? await reply.code(204).send() : await reply.code(201).send(answer);
    } catch (error) {
      return brokenOff(request, reply, error);
    }
  });

  // Scripts of cameras post a picture, a film or both as a form, and wait for the answer.
  app.post('/', async (request: PushRequest, reply) => {
    const { sender, place, bearer } = addressOf(request);
    const caller = await authenticatePush(context, { place, bearer });
    if (isRefusal(caller)) return refuseUpload(request, reply, caller);
    const { folder } = context.pushes;
    const length = Math.min(contentLength(request) ?? MAX_OBJECT_BYTES, MOST_FORM_BYTES);
    const stopGuarding = guardBody(request.raw, length, IDLE_MS);
    using holding = new DisposableStack();
    try {
      await using form = await receiveForm(
        request.raw,
        { folder, space: context.space, mostBytes: MAX_OBJECT_BYTES },
        (body) => void holding.use(held.add(sender, body)),
      );
      const { files } = form;
      if (typeof files === 'string') return refuseUpload(request, reply, refusalOf(files));
      const answer = await turns.run(`${sender} form`, () => pushForm(context, caller, files));
      if (answer === 'full') return refuseUpload(request, reply, TOO_MUCH);
      return isRefusal(answer) ? refuseUpload(request, reply, answer) : await reply.code(201).send(answer);
    } catch (error) {
      return brokenOff(request, reply, error);
    } finally {
      stopGuarding();
    }
  });

  // Tools keep their playlist short by this; how long footage is kept is not theirs to say.
  app.delete('/*', async (request: PushRequest, reply): Promise<FastifyReply> => {
    const caller = await authenticatePush(context, addressOf(request));
    return isRefusal(caller) ? refuseUpload(request, reply, caller) : reply.code(204).send();
  });

  async function take(
    { deviceId, ...caller }: PushCaller,
    { stream, name }: { stream: string; name: string },
    body: Spool,
  ) {
    if (!isNamed(stream, name)) return refusal('not_found');
    const file = await body.arrived;
    if (typeof file === 'string') return refusalOf(file, mostBytesOf(name));
    return await pushFile(context, { deviceId, ...caller }, { deviceId, stream, name }, file);
  }
}

/** Nobody is left to answer. @throws every other error */
function brokenOff(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof BodyBrokenOff)) throw error;
  request.log.info({ requestId: request.id }, 'push broke off');
  return reply.hijack();
}

/** ffmpeg with connections that it keeps looks at no answer, but it ends where its next file meets a connection that is gone. */
function refuse(request: FastifyRequest, reply: FastifyReply, refused: Refusal): FastifyReply {
  const { raw, headers } = request;
  if (!raw.complete || headers['transfer-encoding'] === undefined) return refuseUpload(request, reply, refused);
  setTimeout(() => raw.socket.resetAndDestroy(), RESET_AFTER).unref();
  return answerRefusal(request, reply, refused);
}

const TOO_MUCH: Refusal = refusal('rate_limited', { seconds: 1 });

function refusalOf(failure: SpoolFailure | 'no_form', limit: number = MAX_OBJECT_BYTES): Refusal {
  switch (failure) {
    case 'object_too_large':
      return refusal(failure, { limit });
    case 'disk_full':
      return storageFull();
    case 'dropped':
      return TOO_MUCH;
    case 'no_form':
      return refusal('push_not_footage', { content: 'multipart/form-data' });
  }
}

function addressOf({ params, headers }: PushRequest) {
  const bearer = bearerOf(headers.authorization ?? '');
  const parts = (params['*'] ?? '').split('/');
  // By what only the sender knows, so that nobody else stands in its way.
  return {
    place: params.place,
    bearer,
    sender: bearer ?? params.place,
    stream: parts.slice(0, -1).join('/'),
    name: parts.at(-1) ?? '',
  };
}

/** A tool that knows of no header but has an address with name and password says the token as its password (RFC 7617). */
function bearerOf(authorization: string): string | undefined {
  const [, scheme = '', said = ''] = /^(Bearer|Basic) (\S{1,400})$/i.exec(authorization) ?? [];
  if (scheme === '' || scheme.toLowerCase() === 'bearer') return said || undefined;
  const [, password] = /^[^:]*:(\S{1,200})$/.exec(Buffer.from(said, 'base64').toString('utf8')) ?? [];
  return password;
}

function isNamed(stream: string, name: string): boolean {
  const parts = [...(stream === '' ? [] : stream.split('/')), name];
  return parts.length <= MOST_PARTS && parts.every((part) => NAME.test(part));
}
