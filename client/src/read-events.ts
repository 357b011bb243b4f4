import { createEventParser, NumberedProgress, Problem, ProblemError, problems } from '@kaitong/contract';
import { type FetchSendOptions, headersOf, readJson } from './fetch-send.ts';

export type ReadEventsOptions = {
  /** Resume after this number; leave out to read from the first event. */
  lastEventId?: number;
  signal?: AbortSignal;
  headers?: FetchSendOptions['headers'];
  /** Told whenever the stream breaks (false) and whenever it is there again (true). */
  onConnection?: (connected: boolean) => void;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** The server writes a comment every 15 s; a connection that is silent for longer died without saying so. */
const SILENCE_MS = 40_000;

/** Reads an application's progress: see `readStream`. */
export const readEvents = (url: string, options: ReadEventsOptions = {}): AsyncGenerator<NumberedProgress> =>
  readStream(url, NumberedProgress, options);

/**
 * Reads a numbered stream and goes on after every broken connection where it was, until the caller leaves the loop,
 * `signal` aborts, or the server answers 204 (nothing will come any more).
 * Throws `ProblemError` when the server refuses; outages never throw.
 */
export async function* readStream<Numbered extends { seq: number }>(
  url: string,
  schema: { parse(data: unknown): Numbered },
  options: ReadEventsOptions = {},
): AsyncGenerator<Numbered> {
  const { signal } = options;
  let last = options.lastEventId ?? 0;
  let pause = FIRST_PAUSE_MS;
  while (!signal?.aborted) {
    const connection = new AbortController();
    const abort = () => connection.abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const body = await open(url, last, options, connection);
      if (body === 'ended') return;
      for await (const event of eventsOf(body, connection)) {
        options.onConnection?.(true);
        pause = FIRST_PAUSE_MS;
        if (event.data === '') continue;
        const numbered = schema.parse(JSON.parse(event.data));
        if (numbered.seq <= last) continue;
        last = numbered.seq;
        yield numbered;
      }
    } catch (error) {
      if (!isPassing(error)) throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
      connection.abort();
    }
    options.onConnection?.(false);
    await sleep(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function open(url: string, last: number, options: ReadEventsOptions, connection: AbortController) {
  const response = await fetch(url, {
    credentials: 'same-origin',
    headers: {
      accept: 'text/event-stream',
      ...(last > 0 ? { 'last-event-id': String(last) } : {}),
      ...headersOf(options.headers),
    },
    signal: connection.signal,
  });
  if (response.status === 204) return 'ended';
  if (response.ok && response.body) return response.body;
  const problem = Problem.safeParse(await readJson(response));
  if (problem.success) throw new ProblemError(problem.data);
  throw new TypeError(`HTTP ${response.status}`);
}

async function* eventsOf(body: ReadableStream<Uint8Array>, connection: AbortController) {
  const parse = createEventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const silence = setTimeout(() => connection.abort(), SILENCE_MS);
    const { value, done } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    yield* parse(decoder.decode(value, { stream: true }));
  }
}

/** fetch reports an unreachable server as TypeError, and our own abort of a silent connection as AbortError. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError) return problems[error.problem.code].retry;
  return error instanceof TypeError || (error instanceof DOMException && error.name === 'AbortError');
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });
}
