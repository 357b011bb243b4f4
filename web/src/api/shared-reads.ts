import type { Send, SendRequest } from '@kaitong/contract';

type Answer = Awaited<ReturnType<Send>>;
export type SharedReads = {
  read: Send;
  /** Holds nothing any more that others wait for. What is being read comes all the same. */
  leave(): void;
};
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
): SharedReads {
  const waiting = new Map<string, Set<(told: Told) => void>>();
  const leaving = new AbortController();
  bus.onmessage = ({ data }: MessageEvent<Told>) => {
    for (const hear of waiting.get(data.name) ?? []) hear(data);
  };

  async function askAndTell(name: string, request: SendRequest): Promise<Answer> {
    const askedAt = now();
    const answer = await send(request);
    if (answer.status < 500 && !leaving.signal.aborted) bus.postMessage({ name, askedAt, answer } satisfies Told);
    return answer;
  }

  async function read(request: SendRequest): Promise<Answer> {
    if (request.method !== 'GET' || request.signal || leaving.signal.aborted) return await send(request);
    const name = `kaitong read ${scope()} ${request.path}`;
    const wantedAt = now();
    const turn = new AbortController();
    const giveUp = (): void => turn.abort();
    // Each its own: one for all would keep what every one of them was answered until the page is left.
    const left = Promise.withResolvers<void>();
    const leaveNow = (): void => {
      giveUp();
      left.resolve();
    };
    let told: Answer | undefined;
    const hear = ({ askedAt, answer }: Told): void => {
      if (askedAt <= wantedAt) return;
      told = answer;
      giveUp();
    };
    let asked: Promise<Answer> | undefined;
    const hearing = waiting.get(name) ?? new Set();
    waiting.set(name, hearing.add(hear));
    leaving.signal.addEventListener('abort', leaveNow);
    const timer = setTimeout(giveUp, LONGEST_WAIT_MS);
    try {
      await navigator.locks.request(name, { signal: turn.signal }, async () => {
        clearTimeout(timer);
        // What the one before has told may come a moment after its turn.
        await Promise.race([new Promise((heard) => setTimeout(heard)), left.promise]);
        if (told) return;
        asked = askAndTell(name, request);
        await Promise.race([asked, left.promise]);
      });
    } catch (error) {
      if (!told && (asked || !turn.signal.aborted)) throw error;
    } finally {
      clearTimeout(timer);
      leaving.signal.removeEventListener('abort', leaveNow);
      hearing.delete(hear);
      if (hearing.size === 0) waiting.delete(name);
    }
    return told ?? (await (asked ?? send(request)));
  }

  return {
    read,
    leave() {
      leaving.abort();
      bus.close();
    },
  };
}

/** Without a secure context there are no locks, and each page asks for itself. */
export function canShareReads(): boolean {
  const locks: LockManager | undefined = navigator.locks;
  return locks !== undefined && typeof BroadcastChannel !== 'undefined';
}
