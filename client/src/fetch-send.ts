import type { Send, SendRequest } from '@kaitong/contract';

export type Repeats = {
  /** Between one try and the next, in milliseconds. */
  pauses: readonly number[];
  /** Told before each pause. */
  onPause?: (ms: number) => void;
  /** How a pause is waited for; tests do not. */
  wait?: (seconds: number) => Promise<unknown>;
};

export type FetchSendOptions = {
  /** Added to every request, for example an API key or `accept-language`. A function is asked each time. */
  headers?: Record<string, string> | (() => Record<string, string>);
  /** Sees the headers of every answer: the server's clock stands in `date`. */
  onReply?: (headers: Headers) => void;
  /**
   * A POST that the network lost is sent again, under an `Idempotency-Key` that makes it happen once. For the control
   * plane: regions know no such keys.
   */
  repeats?: boolean | Repeats;
  /** The `Idempotency-Key` of a call, for whoever sees to repeating it. */
  keyOf?: (request: SendRequest) => string | undefined;
};

/** Somebody waits at a page. */
const PAUSES = [300, 1000];

/**
 * Carries a typed client's requests over HTTP. `baseUrl` has no trailing slash; '' means the page's own origin.
 * Throws `TypeError` when the server cannot be reached; an answer that is not JSON has the body `undefined`.
 */
export function fetchSend(baseUrl: string, options: FetchSendOptions = {}): Send {
  return async (request) => {
    const { method, path, body, signal } = request;
    const repeats = method === 'POST' ? repeatsOf(options.repeats) : undefined;
    const key = options.keyOf?.(request) ?? (repeats ? crypto.randomUUID() : undefined);
    const send = () =>
      fetch(baseUrl + path, {
        method,
        credentials: 'same-origin',
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...headersOf(options.headers),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // The contract knows an abort signal by shape only; what callers pass is a real one.
        ...(signal ? { signal: signal as AbortSignal } : {}),
      });
    const response = await (repeats ? repeating(send, repeats) : send());
    options.onReply?.(response.headers);
    return { status: response.status, body: await readJson(response) };
  };
}

const repeatsOf = (repeats: FetchSendOptions['repeats']): Repeats | undefined =>
  repeats === true ? { pauses: PAUSES } : repeats || undefined;

/** `fetch` throws a `TypeError` where no answer came, and something else where the caller gave up. */
async function repeating(
  send: () => Promise<Response>,
  { pauses, onPause, wait = waitFor }: Repeats,
): Promise<Response> {
  for (const pause of pauses) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      onPause?.(pause);
      await wait(pause / 1000);
    }
  }
  return await send();
}

const waitFor = (seconds: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

export function headersOf(headers: FetchSendOptions['headers']): Record<string, string> {
  return typeof headers === 'function' ? headers() : (headers ?? {});
}

/** Proxies answer with HTML when the server is down: the status says enough then. */
export async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
