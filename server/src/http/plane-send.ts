import { type Duration, regionCalls, type Send, seconds } from '@kaitong/contract';
import { CallLine } from '../call-line.ts';
import { PlaneAway } from '../plane-away.ts';
import { noteWrite } from '../store/writes.ts';
import { byToken, type Prove } from './plane-tokens.ts';

/** Planes stand close together; one that needs longer than this counts as not answering, unless the caller says otherwise. */
const PATIENCE = seconds(5);
/** More at once would wait for the other plane's sessions with its database anyway, each on a connection of its own. */
const MOST = 64;
/** In line before a call leaves. Who holds a transaction meanwhile is given a minute by PostgreSQL. */
const IN_LINE = seconds(20);
/** A connection that was kept open may have died since, and so may the next that is taken. */
const TRIES = 3;
/** Asked while others wait, to know whether to wait on: it stands in no line. */
const THERE = regionCalls.isThere.path;
/** What Node and its HTTP client call a connection that ended before it had answered. */
const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

export type PlaneSendOptions = {
  onReply?: ((headers: Headers) => void) | undefined;
  /** Calls under way to this plane at once. */
  most?: number;
  patience?: Duration;
};

/**
 * Carries calls to another plane over HTTP, in the same process too. Each direction has a line of its own: what answers a
 * call of the other plane waits for none of those.
 *
 * @throws PlaneAway on outages, where the other plane does not know this one, and after `PATIENCE`, which begins when the call leaves; or when its turn does not come
 */
export function planeSend(
  baseUrl: string,
  proof: string | Prove,
  { onReply = () => {}, most = MOST, patience: usual = PATIENCE }: PlaneSendOptions = {},
): Send {
  const prove = typeof proof === 'string' ? byToken(proof) : proof;
  const line = new CallLine({ most, longest: IN_LINE });
  return async ({ method, path, body, signal, patience = usual, mayRepeat = false }) => {
    if (method !== 'GET') noteWrite();
    const given = signal as AbortSignal | undefined;
    const ask = async () => {
      const sent = body === undefined ? null : JSON.stringify(body);
      const init: RequestInit = {
        method,
        body: sent,
        signal: given ?? AbortSignal.timeout(patience),
        redirect: 'error',
      };
      const { headers, status, text } = await again(mayRepeat ? TRIES : 1, async () => {
        const response = await fetch(`${baseUrl}${path}`, {
          ...init,
          headers: {
            ...prove({ method, path, body: sent }),
            ...(sent === null ? {} : { 'content-type': 'application/json' }),
          },
        });
        return { headers: response.headers, status: response.status, text: await response.text() };
      }).catch((cause: unknown) => {
        if (given?.aborted) throw cause;
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new PlaneAway(`${method} ${path} was not answered by ${baseUrl}: ${why}`, { cause });
      });
      // Whoever waits did nothing wrong: this plane does not know us, or its clock is another.
      if (status === 401) throw new PlaneAway(`${method} ${path}: ${baseUrl} does not take our proof of who we are`);
      onReply(headers);
      return { status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    };
    return path === THERE ? await ask() : await line.run(ask, { signal: given });
  };
}

/** Where the line broke, it may have been heard or not. */
async function again<T>(tries: number, call: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left--) {
    try {
      return await call();
    } catch (error) {
      if (left <= 0 || !isBroken(error)) throw error;
    }
  }
}

const isBroken = (error: unknown): boolean =>
  error instanceof Error && BROKEN.has((error.cause as NodeJS.ErrnoException | undefined)?.code);
