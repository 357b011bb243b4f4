import {
  type Contract,
  type Op,
  type Parsed,
  type ProblemCode,
  type ProblemParams,
  problems,
  problemText,
  type Reply,
} from '@kaitong/contract';
import { onTestFinished, vi } from 'vitest';
import { type FakeEventSource, fakeStreams, stubEventSource } from './fake-streams.ts';
import { sample } from './sample.ts';

/** An expected refusal in place of a reply. */
export class Refused {
  readonly code: ProblemCode;
  readonly params: ProblemParams;
  constructor(code: ProblemCode, params: ProblemParams = {}) {
    this.code = code;
    this.params = params;
  }
}
/** The network is gone: no answer at all. */
export const NO_NETWORK = Symbol('no network');

type Answer<O extends Op> = Reply<O> | Refused | typeof NO_NETWORK;
export type Handlers<C extends Contract> = {
  [K in keyof C]?: (input: Parsed<C[K]>) => Answer<C[K]> | Promise<Answer<C[K]>>;
};

export type FakeServer<C extends Contract> = {
  /** Says what the named operations answer from now on. */
  answer(handlers: Handlers<C>): void;
  /** What an operation was asked for so far. */
  calls<K extends keyof C>(name: K): Parsed<C[K]>[];
  /** The `Idempotency-Key` of each of these calls. */
  keys(name: keyof C): (string | null)[];
  /** What answers say besides, from now on. */
  say(headers: Record<string, string>): void;
  /** Tells whoever follows the stream of this path, and whoever will. */
  tell(path: string, event: object): void;
  /** How many read the stream of this path over `fetch` now. */
  readers(path: string): number;
};

/**
 * The API of these contracts at the boundary of the page: requests and replies are held against the contract, reads that
 * nobody answers bring a sample with empty lists, and a change that nobody answers fails its test.
 * @param prefix what stands before the contract's paths
 */
export function fakeServer<C extends Contract>(contract: C, handlers: Handlers<C> = {}, prefix = ''): FakeServer<C> {
  const known: Handlers<C> = { ...handlers };
  let headers: Record<string, string> = {};
  const received: { name: keyof C; input: unknown; key: string | null }[] = [];
  const unexpected: string[] = [];
  const sources = new Set<FakeEventSource>();
  const streams = fakeStreams();
  const realFetch = globalThis.fetch;

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const found = findOperation(contract, request.method, url.pathname.slice(prefix.length));
    if (request.headers.get('accept') === 'text/event-stream') return streams.open(url.pathname, request);
    if (!found) {
      if (!url.pathname.startsWith(`${prefix}/api/`)) return await realFetch(request);
      unexpected.push(`${request.method} ${url.pathname}: no operation of the contract`);
      return problemOf('not_found');
    }
    const { name, operation } = found;
    const input = readInput(operation, found.params, url, request.body ? await request.json() : undefined);
    if (!input) return problemOf('input_invalid');
    received.push({ name, input, key: request.headers.get('idempotency-key') });
    const handler = known[name] as ((input: unknown) => unknown) | undefined;
    if (!handler && operation.method !== 'GET') {
      unexpected.push(`${String(name)} was called`);
      return problemOf('internal_error');
    }
    const reply = handler ? await handler(input) : sample(operation.reply, 0, { items: 0 });
    if (reply === NO_NETWORK) throw new TypeError('Failed to fetch');
    if (reply instanceof Refused) return problemOf(reply.code, reply.params);
    const parsed = operation.reply.safeParse(reply);
    if (!parsed.success)
      unexpected.push(`${String(name)} answered what its contract does not allow: ${parsed.error.message}`);
    return Response.json(reply, { status: operation.status, headers });
  }

  vi.stubGlobal('fetch', (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    return untilAborted(answer(request), request.signal);
  });
  // A worker that pages share would ask a real server.
  vi.stubGlobal('BroadcastChannel', undefined);
  stubEventSource((source) => sources.add(source));
  onTestFinished(() => {
    vi.unstubAllGlobals();
    if (unexpected.length > 0) throw new Error(unexpected.join('\n'));
  });
  return {
    answer: (more) => void Object.assign(known, more),
    calls: (name) => received.filter((one) => one.name === name).map(({ input }) => input as Parsed<C[typeof name]>),
    keys: (name) => received.filter((one) => one.name === name).map(({ key }) => key),
    say(more) {
      headers = more;
    },
    readers: (path) => streams.count(prefix + path),
    tell(path, event) {
      streams.tell(prefix + path, event);
      for (const source of sources) if (source.url.startsWith(prefix + path)) source.tell(event);
    },
  };
}

function findOperation<C extends Contract>(contract: C, method: string, pathname: string) {
  for (const [name, operation] of Object.entries(contract)) {
    if (operation.method !== method) continue;
    const pattern = operation.path.replace(/:(\w+)/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}$`).exec(pathname);
    if (!match) continue;
    const params = Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]);
    return { name: name as keyof C, operation, params: Object.fromEntries(params) as Record<string, string> };
  }
  return undefined;
}

function readInput(operation: Op, params: Record<string, string>, url: URL, body: unknown) {
  const query = Object.fromEntries(url.searchParams);
  const parts = {
    params: operation.params.safeParse(Object.keys(params).length > 0 ? params : undefined),
    query: operation.query.safeParse(
      operation.query.safeParse(undefined).success && url.searchParams.size === 0 ? undefined : query,
    ),
    body: operation.body.safeParse(body),
  };
  if (!parts.params.success || !parts.query.success || !parts.body.success) return undefined;
  return { params: parts.params.data, query: parts.query.data, body: parts.body.data };
}

function problemOf(code: ProblemCode, params: ProblemParams = {}): Response {
  const { status } = problems[code];
  const { title, remedy: detail } = problemText(code, params, 'en');
  return Response.json({ type: 'about:blank', title, detail, status, code, params }, { status });
}

/** A handler may never answer; what was given up is over all the same. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    work.then(resolve, reject);
  });
}

/** An answer that a test gives when it is time. */
export function later<T>(): { answer: () => Promise<T>; give: (reply: T) => void } {
  let give: (reply: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    give = resolve;
  });
  return { answer: () => promise, give: (reply) => give(reply) };
}
