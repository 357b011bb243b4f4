import { isRefusal, pushPath, type Refusal, refusal, seconds } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PushCaller } from '../../callers.ts';
import { storageFull } from '../../objects/free-space.ts';
import { BodyBrokenOff } from '../../objects/local-disk/receive.ts';
import { type Spool, spool } from '../../objects/spool.ts';
import type { RegionContext } from '../../region/context.ts';
import { authenticatePush } from '../../region/pushes/authenticate-push.ts';
import { mostBytesOf, pushFile } from '../../region/pushes/push-file.ts';
import { guardBody } from '../kit/guard-body.ts';
import { answerRefusal } from '../kit/problem.ts';
import { contentLength, refuseUpload } from '../refuse-upload.ts';
import { Turns } from '../turns.ts';
import { HeldBodies } from './held-bodies.ts';

type PushRequest = FastifyRequest<{ Params: { place: string; '*': string } }>;

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
      if (!(error instanceof BodyBrokenOff)) throw error;
      request.log.info({ requestId: request.id }, 'push broke off');
      return reply.hijack(); // nobody is left to answer
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
    if (file === 'object_too_large') return refusal(file, { limit: mostBytesOf(name) });
    if (file === 'dropped') return TOO_MUCH;
    if (file === 'disk_full') return storageFull();
    return await pushFile(context, { deviceId, ...caller }, { deviceId, stream, name }, file);
  }
}

/** ffmpeg with connections that it keeps looks at no answer, but it ends where its next file meets a connection that is gone. */
function refuse(request: FastifyRequest, reply: FastifyReply, refused: Refusal): FastifyReply {
  const { raw, headers } = request;
  if (!raw.complete || headers['transfer-encoding'] === undefined) return refuseUpload(request, reply, refused);
  setTimeout(() => raw.socket.resetAndDestroy(), RESET_AFTER).unref();
  return answerRefusal(request, reply, refused);
}

const TOO_MUCH: Refusal = refusal('rate_limited', { seconds: 1 });

function addressOf({ params, headers }: PushRequest) {
  const [, bearer] = /^Bearer (\S{1,200})$/i.exec(headers.authorization ?? '') ?? [];
  const parts = params['*'].split('/');
  // By what only the sender knows, so that nobody else stands in its way.
  return {
    place: params.place,
    bearer,
    sender: bearer ?? params.place,
    stream: parts.slice(0, -1).join('/'),
    name: parts.at(-1) ?? '',
  };
}

function isNamed(stream: string, name: string): boolean {
  const parts = [...(stream === '' ? [] : stream.split('/')), name];
  return parts.length <= MOST_PARTS && parts.every((part) => NAME.test(part));
}
