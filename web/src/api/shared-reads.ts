import type { Send, SendRequest } from '@kaitong/contract';

type Answer = Awaited<ReturnType<Send>>;
type Told = { name: string; askedAt: number; answer: Answer };

/** A page that the browser froze in the middle of a question would keep all others waiting. */
const LONGEST_WAIT_MS = 1_500;

/**
 * Twenty tabs that hear the same news ask the same question, over six connections: one of them asks, and tells the others.
 * An answer is taken only if it was asked for after one wanted it oneself: it is as new as an own one, and belongs to
 * whoever is signed in in this browser by then. Only what is read is shared, and no answer of a server that is down.
 *
 * @param scope what answers depend on beside the address
 */
export function shareReads(
  send: Send,
  scope: () => string,
  { bus = new BroadcastChannel('kaitong reads'), now = Date.now } = {},
): Send {
  const waiting = new Map<string, Set<(told: Told) => void>>();
  bus.onmessage = ({ data }: MessageEvent<Told>) => {
    for (const hear of waiting.get(data.name) ?? []) hear(data);
  };

  async function askAndTell(name: string, request: SendRequest): Promise<Answer> {
    const askedAt = now();
    const answer = await send(request);
    if (answer.status < 500) bus.postMessage({ name, askedAt, answer } satisfies Told);
    return answer;
  }

  return async (request) => {
    if (request.method !== 'GET' || request.signal) return await send(request);
    const name = `kaitong read ${scope()} ${request.path}`;
    const wantedAt = now();
    const turn = new AbortController();
    const told = Promise.withResolvers<Answer>();
    let isTold = false;
    const hear = ({ askedAt, answer }: Told): void => {
      if (askedAt <= wantedAt) return;
      isTold = true;
      told.resolve(answer);
      turn.abort();
    };
    const hearing = waiting.get(name) ?? new Set();
    waiting.set(name, hearing.add(hear));
    const timer = setTimeout(() => turn.abort(), LONGEST_WAIT_MS);
    try {
      return await navigator.locks.request(name, { signal: turn.signal }, async () => {
        clearTimeout(timer);
        // What the one before has told may come a moment after its turn.
        await new Promise((heard) => setTimeout(heard));
        return isTold ? await told.promise : await askAndTell(name, request);
      });
    } catch (error) {
      if (!turn.signal.aborted) throw error;
      return isTold ? await told.promise : await send(request);
    } finally {
      clearTimeout(timer);
      hearing.delete(hear);
      if (hearing.size === 0) waiting.delete(name);
    }
  };
}

/** Without a secure context there are no locks, and each page asks for itself. */
export function canShareReads(): boolean {
  const locks: LockManager | undefined = navigator.locks;
  return locks !== undefined && typeof BroadcastChannel !== 'undefined';
}
