import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import { Server as TlsServer } from 'node:tls';
import { minutes, seconds } from '@kaitong/contract';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { Log } from '../../log.ts';
import { OLDEST_TLS, type Pair } from '../../tls/pair.ts';
import { keepBodyText } from './body-text.ts';
import { guardBody } from './guard-body.ts';
import { isHttp2 } from './http2.ts';
import { endLateSessions } from './late-sessions.ts';
import { answerError } from './problem.ts';
import { endRest, REST_OF_BODY } from './rest-of-body.ts';
import { SMALL_BODY, SmallBodies, type SmallBodiesRule } from './small-bodies.ts';
import { answerUnknownRoutes } from './unknown-route.ts';
import { answerUnfinished, answerUnreadable, noteRequest } from './unreadable.ts';

export type AppOptions = {
  log: Log;
  /** A caller who is silent for so long in the middle of a body is answered without the rest. */
  idleMs?: number;
  /** Whoever has not sent the head of a request by then is disconnected, answered or not. */
  headMs?: number;
  /** Whoever is answered before its body is there may go on sending for so long. */
  restMs?: number;
  /** Of bodies that anybody may send. */
  smallBodies?: SmallBodiesRule;
  /** HTTPS with this certificate: HTTP/2, and HTTP/1.1 for those who do not know it. Plain HTTP/1.1 without. */
  tls?: Pair | undefined;
  /** What an address stands for, where a route could not read it. */
  readableAddress?: (url: string) => string;
  /** Addresses of proxies whose `X-Forwarded-For` is believed. None by default. */
  trustProxy?: string[];
  /** Whether a request of HTTP/1.1 becomes something else, of which `upgrade` tells; what it asks for is ignored otherwise. */
  mayUpgrade?: (request: IncomingMessage) => boolean;
};

/** A single MP4 of 256 MiB over a slow uplink; fastify's default is no limit at all, for whoever sends a byte a minute. */
const LONGEST_REQUEST = minutes(30);
const IDLE = seconds(15);
const HEAD = seconds(10);
/** How often Node looks for heads that are late. Its own 30 s would make 10 s into 40. */
const LOOKS_FOR_HEADS = 10;

/** Twenty tabs of one browser share a connection, each with a stream of events and some pictures. */
const MOST_REQUESTS_AT_ONCE = 256;
/** fastify's own for HTTP/1.1, which it does not set beside HTTP/2. */
const KEEP_ALIVE = seconds(72);

/** The HTTP server with what every route shares: errors as problems, request ids, bodies in JSON only. */
export function createApp({
  log,
  tls,
  trustProxy,
  smallBodies,
  readableAddress = (url) => url,
  idleMs = IDLE,
  headMs = HEAD,
  restMs = REST_OF_BODY,
  mayUpgrade = () => false,
}: AppOptions): FastifyInstance {
  const look = Math.ceil(headMs / LOOKS_FOR_HEADS);
  const http = { headersTimeout: headMs - look, connectionsCheckingInterval: look, shouldUpgradeCallback: mayUpgrade };
  const options = {
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }), // it logs URLs, and some carry short-lived tokens
    genReqId: () => randomBytes(8).toString('hex'),
    requestTimeout: LONGEST_REQUEST,
    forceCloseConnections: true,
    clientErrorHandler: answerUnreadable,
    rewriteUrl: ({ url }: { url?: string | undefined }) => readableAddress(url ?? '/'),
    trustProxy: trustProxy ?? false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  };
  const app: FastifyInstance = tls ? createTlsApp(tls, headMs, http, options) : Fastify({ ...options, http });
  if (tls) endLateSessions(app.server as unknown as Http2SecureServer, headMs, look);
  app.removeAllContentTypeParsers(); // text/plain is what another site's form could send
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    keepBodyText(request, String(text));
    if (text === '') done(null, undefined);
    else void parse(request, String(text), done);
  });
  // Bytes that are no JSON have a guard of their own where they are taken.
  const small = new SmallBodies(smallBodies);
  app.addHook('preParsing', async ({ raw, ip, routeOptions }) => {
    const isJson = raw.headers['content-type']?.toLowerCase().startsWith('application/json') === true;
    if (raw.complete) return;
    if (Number(routeOptions.bodyLimit) <= SMALL_BODY) small.await(raw, ip);
    else if (isJson) guardBody(raw, 0, idleMs, () => answerUnfinished(raw));
  });
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  answerUnknownRoutes(app);
  app.addHook('onRequest', async (request, reply) => {
    noteRequest(request.raw);
    reply.header('x-request-id', request.id);
    if (namesNothing(request.params)) return reply.callNotFound();
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, id: requestId, ip } = request;
    const ms = Math.round(reply.elapsedTime);
    const path = pathOf(request);
    request.log.debug({ method, path, status: reply.statusCode, ms, requestId, ip }, 'answered');
    endRest(request.raw, restMs);
  });
  return app;
}

function createTlsApp(tls: Pair, headMs: number, http: object, options: object): FastifyInstance {
  const http1 = { ...http, requestTimeout: LONGEST_REQUEST, keepAliveTimeout: KEEP_ALIVE };
  const app = Fastify({
    ...options,
    http2: true,
    https: {
      ...tls,
      ...http1,
      minVersion: OLDEST_TLS,
      handshakeTimeout: headMs,
      allowHTTP1: true, // also the only way to a WebSocket: RFC 8441 stays off
      settings: { maxConcurrentStreams: MOST_REQUESTS_AT_ONCE },
    },
    http2SessionTimeout: KEEP_ALIVE,
  });
  app.addHook('onSend', async (request, reply) => {
    if (isHttp2(request.raw)) reply.removeHeader('connection'); // RFC 9113, 8.2.2
  });
  return app as unknown as FastifyInstance; // its requests and answers have the shape of those of HTTP/1.1
}

/** The certificate of connections from now on; those that stand go on. */
export function presentCertificate({ server }: FastifyInstance, pair: Pair): void {
  if (server instanceof TlsServer) server.setSecureContext({ ...pair, minVersion: OLDEST_TLS });
}

/** PostgreSQL takes no NUL, so nothing has an id with one; routes outside the contracts look theirs up as they come. */
const namesNothing = (params: unknown): boolean =>
  Object.values(params ?? {}).some((value) => typeof value === 'string' && value.includes('\0'));

/**
 * As its route is written, with the ids in it. Whatever else stands in an address may be a permission in itself: tokens,
 * tickets, names that strangers chose, and all of an address that nothing answers.
 */
function pathOf({ routeOptions: { url = '' }, params }: FastifyRequest): string {
  const given = (params ?? {}) as Readonly<Record<string, string>>;
  return url.replace(/:(id|pid|uuid|\w+Id)\b/g, (as, name: string) => given[name] ?? as);
}
