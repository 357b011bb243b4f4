import { once } from 'node:events';
import { type Caller, isRefusal, minutes, type Refusal, refusal, seconds } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import type { Callers } from '../callers.ts';
import { isHttp2 } from './kit/http2.ts';
import { type Authenticators, callerOf, findCaller, requireCaller } from './kit/mount.ts';
import { answerRefusal } from './kit/problem.ts';
import { callRequestOf } from './kit/request.ts';
import { ListeningRight, type Rights } from './listening-right.ts';

/** One event: `id` is what `Last-Event-ID` resumes after. */
export type StreamEvent = { id: number; data: unknown };

/** All events after number `after`, then each new one, until `signal` aborts. An empty page is a sign of life. */
export type StreamSource = (after: number, signal: AbortSignal) => AsyncIterable<readonly StreamEvent[]>;

/** A stream ends now and then, so that none stays with a server that is no longer the right one. */
const LONGEST_STREAM = minutes(15);
const RECONNECT_MS = 1000;
/** Of one person at one server: more than anybody has pages open, and few enough that a mistaken program harms nobody. */
const MOST_STREAMS = 40;
/** Streams end when what they tell of does. */
const FULL_FOR = seconds(30);

/** As it came; what is named twice is a list. */
export type StreamQuery = { readonly [name: string]: unknown };

export type StreamRoute<K extends Caller> = {
  path: string;
  caller: K;
  /** Makers may listen whose role may call this operation. */
  operation?: string;
  authenticate: Pick<Authenticators, Exclude<K, 'public'>>;
  /** What this caller may listen to; asked again, so that whoever loses the right hears no more: before each page unless `rights` tell. */
  open(caller: Callers[K], params: Record<string, string>, query: StreamQuery): Promise<StreamSource | Refusal>;
  rights?: Rights;
  /** Of what this stream is one, and how many of it there may be at one server. */
  limits?(caller: Callers[K], params: Record<string, string>): readonly StreamLimit[];
};

export type StreamLimit = { name: string; most: number };

/** A route that answers with server-sent events. */
export function mountStream<K extends Caller>(app: FastifyInstance, route: StreamRoute<K>): void {
  const streams = streamsOf(app);
  const authenticate = route.authenticate as Partial<Authenticators>;
  const operation = route.operation ?? route.path;
  const limitsOf = route.limits ?? ((caller) => [{ name: nameOf(caller), most: MOST_STREAMS }]);
  app.route({
    method: 'GET',
    url: route.path,
    onRequest: [...(route.rights ? [watch(route.rights)] : []), requireCaller(route.caller, operation, authenticate)],
    async handler(request, reply) {
      const params = request.params as Record<string, string>;
      const query = request.query as StreamQuery;
      const caller = callerOf(request) as Callers[K];
      const limits = limitsOf(caller, params);
      if (limits.some(({ name, most }) => count(streams, name) >= most))
        return answerRefusal(request, reply, refusal('rate_limited', { seconds: FULL_FOR / 1000 }));
      const source = await route.open(caller, params, query);
      if (isRefusal(source)) return answerRefusal(request, reply, source);
      const again = { ...callRequestOf(request, reply), setCookies: () => {} }; // the headers are gone by then
      const mayListen = async (): Promise<boolean> => {
        // A plane's signature was for this request, once; its stream ends like all others.
        const isPlane = route.caller === 'plane';
        const now = isPlane ? caller : await findCaller(route.caller, operation, authenticate, again);
        return !isRefusal(now) && isSameAccount(now, caller) && !isRefusal(await route.open(now, params, query));
      };
      const ending = new AbortController();
      const right = rights.get(request);
      if (right && caller && 'userId' in caller) right.belongsTo(caller.userId, mayListen, () => ending.abort());
      const holds = right ? () => right.holds() : mayListen;
      streams.set(ending, limits);
      await streamTopic(request, reply, { source, holds, ending }).finally(() => streams.delete(ending));
    },
  });
}

const rights = new WeakMap<FastifyRequest, ListeningRight>();

/** A hook that hears what becomes of the caller's right from before the caller is known until the answer has ended. */
const watch =
  (told: Rights): preHandlerAsyncHookHandler =>
  async (request, reply) => {
    const right = new ListeningRight(told);
    rights.set(request, right);
    reply.raw.once('close', () => right.drop());
  };

/** A browser that went to another account hears that one's news by a stream of its own. */
const isSameAccount = (a: Callers[Caller], b: Callers[Caller]): boolean => accountOf(a) === accountOf(b);
const accountOf = (caller: Callers[Caller]) => (caller && 'accountId' in caller ? caller.accountId : undefined);

/** Events of a stream that begins anew with every connection: there is nothing to resume after. */
export async function* numbered(pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<StreamEvent[]> {
  let id = 0;
  for await (const page of pages) yield page.map((data) => ({ id: ++id, data }));
}

/** Writes a source to an answer until either side ends, the caller may no longer listen, or this server ends. */
async function streamTopic(
  request: FastifyRequest,
  reply: FastifyReply,
  { source, holds, ending }: { source: StreamSource; holds: () => Promise<boolean>; ending: AbortController },
): Promise<void> {
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
  const tooLong = setTimeout(end, LONGEST_STREAM);
  try {
    for await (const events of source(lastEventId(request), ending.signal)) {
      if (!(await holds())) break;
      const text = events.map(({ id, data }) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`).join('');
      if (!out.write(text || ':\n\n') && !ending.signal.aborted) {
        await once(out, 'drain', { signal: ending.signal }).catch(() => {}); // a slow reader must not fill our memory
      }
    }
  } catch (error) {
    request.log.error({ err: error, requestId: request.id }, 'event stream broke'); // the page reconnects and goes on
  } finally {
    clearTimeout(tooLong);
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

/** Streams that this server writes, and what each is one of. */
type OpenStreams = Map<AbortController, readonly StreamLimit[]>;
const openStreams = new WeakMap<FastifyInstance, OpenStreams>();

const count = (streams: OpenStreams, name: string): number =>
  [...streams.values()].filter((limits) => limits.some((limit) => limit.name === name)).length;

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
