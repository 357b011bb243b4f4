import { once } from 'node:events';
import { type Caller, isRefusal, minutes, type Refusal, refusal } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Callers } from '../callers.ts';
import { isHttp2 } from './kit/http2.ts';
import { type Authenticators, callerOf, findCaller, requireCaller } from './kit/mount.ts';
import { answerRefusal } from './kit/problem.ts';
import { callRequestOf } from './kit/request.ts';

/** One event: `id` is what `Last-Event-ID` resumes after. */
export type StreamEvent = { id: number; data: unknown };

/** All events after number `after`, then each new one, until `signal` aborts. An empty page is a sign of life. */
export type StreamSource = (after: number, signal: AbortSignal) => AsyncIterable<readonly StreamEvent[]>;

/** A stream ends now and then, so that none stays with a server that is no longer the right one. */
const LONGEST_STREAM = minutes(15);
const RECONNECT_MS = 1000;
/** Of one person at one server: more than anybody has pages open, and few enough that a mistaken program harms nobody. */
const MOST_STREAMS = 40;

/** As it came; what is named twice is a list. */
export type StreamQuery = { readonly [name: string]: unknown };

export type StreamRoute<K extends Caller> = {
  path: string;
  caller: K;
  authenticate: Pick<Authenticators, Exclude<K, 'public'>>;
  /** What this caller may listen to; asked again before each page, so that whoever loses the right hears no more. */
  open(caller: Callers[K], params: Record<string, string>, query: StreamQuery): Promise<StreamSource | Refusal>;
};

/** A route that answers with server-sent events. */
export function mountStream<K extends Caller>(app: FastifyInstance, route: StreamRoute<K>): void {
  const streams = streamsOf(app);
  const authenticate = route.authenticate as Partial<Authenticators>;
  app.route({
    method: 'GET',
    url: route.path,
    onRequest: requireCaller(route.caller, authenticate),
    async handler(request, reply) {
      const params = request.params as Record<string, string>;
      const query = request.query as StreamQuery;
      const who = nameOf(callerOf(request) as Callers[K]);
      const own = [...streams.values()].filter((name) => name === who).length;
      if (own >= MOST_STREAMS)
        return answerRefusal(request, reply, refusal('rate_limited', { seconds: LONGEST_STREAM / 1000 }));
      const source = await route.open(callerOf(request) as Callers[K], params, query);
      if (isRefusal(source)) return answerRefusal(request, reply, source);
      const again = { ...callRequestOf(request, reply), setCookies: () => {} }; // the headers are gone by then
      const mayListen = async (): Promise<boolean> => {
        const caller = await findCaller(route.caller, authenticate, again);
        return !isRefusal(caller) && !isRefusal(await route.open(caller, params, query));
      };
      await streamTopic(request, reply, { source, mayListen, who }, streams);
    },
  });
}

/** Events of a stream that begins anew with every connection: there is nothing to resume after. */
export async function* numbered(pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<StreamEvent[]> {
  let id = 0;
  for await (const page of pages) yield page.map((data) => ({ id: ++id, data }));
}

/** Writes a source to an answer until either side ends, the caller may no longer listen, or this server ends. */
async function streamTopic(
  request: FastifyRequest,
  reply: FastifyReply,
  { source, mayListen, who }: { source: StreamSource; mayListen: () => Promise<boolean>; who: string },
  streams: OpenStreams,
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  reply.hijack(); // from here fastify writes nothing; headers set so far are carried over by hand
  const out = reply.raw;
  out.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no', // nginx would hold events back
    ...(isHttp2(request.raw) ? {} : { connection: 'close' }), // an idle socket would keep the server from ending for its keep-alive time
  });
  out.write(`retry: ${RECONNECT_MS}\n\n`);
  out.once('close', end).on('error', end);
  streams.set(ending, who);
  const tooLong = setTimeout(end, LONGEST_STREAM);
  try {
    for await (const events of source(lastEventId(request), ending.signal)) {
      if (!(await mayListen())) break;
      const text = events.map(({ id, data }) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`).join('');
      if (!out.write(text || ':\n\n') && !ending.signal.aborted) {
        await once(out, 'drain', { signal: ending.signal }).catch(() => {}); // a slow reader must not fill our memory
      }
    }
  } catch (error) {
    request.log.error({ err: error, requestId: request.id }, 'event stream broke'); // the page reconnects and goes on
  } finally {
    clearTimeout(tooLong);
    streams.delete(ending);
    out.end();
  }
}

function lastEventId(request: FastifyRequest): number {
  const id = String(request.headers['last-event-id'] ?? '');
  return /^\d{1,15}$/.test(id) ? Number(id) : 0;
}

function nameOf(caller: Callers[Caller]): string {
  if (caller === undefined) return 'public';
  if ('ownerId' in caller) return `owner ${caller.ownerId}`;
  return 'userId' in caller ? `user ${caller.userId}` : JSON.stringify(caller);
}

/** Streams that this server writes, and for whom. */
type OpenStreams = Map<AbortController, string>;
const openStreams = new WeakMap<FastifyInstance, OpenStreams>();

/** Fastify waits for open answers before it closes; this ends them first. */
function streamsOf(app: FastifyInstance): OpenStreams {
  const known = openStreams.get(app);
  if (known) return known;
  const streams: OpenStreams = new Map();
  openStreams.set(app, streams);
  app.addHook('preClose', async () => {
    for (const stream of streams.keys()) stream.abort();
  });
  return streams;
}
