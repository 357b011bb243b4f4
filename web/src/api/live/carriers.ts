import { createLine, type News } from './line.ts';
import { shareLine } from './shared-line.ts';
import workerUrl from './worker.ts?sharedworker&url';

/**
 * Brings the news of a stream to this page until the returned function is called.
 *
 * @param name of the line: pages that say the same one share it
 * @param onFailed this carrier does not work here
 */
type Carrier = (url: string, name: string, tell: (news: News) => void, onFailed: () => void) => () => void;

export type ToWorker = { type: 'join'; id: string; url: string } | { type: 'leave'; id: string };
export type FromWorker = News | { type: 'lives'; lock: string };

/**
 * A worker that all pages share holds the line. It runs in the process of the page that started it and dies with it, and
 * nobody is told: it holds a lock, and whoever gets that lock starts another one. A page that is killed says no goodbye either:
 * it holds a lock that the worker waits for.
 */
export const byWorker: Carrier = (url, name, tell, onFailed) => {
  const end = new AbortController();
  const { signal } = end;
  let port: MessagePort | undefined;
  const id = crypto.randomUUID();

  function start(): void {
    const worker = new SharedWorker(workerUrl, { name, type: 'module' });
    worker.onerror = () => {
      if (!signal.aborted) onFailed();
    };
    port = worker.port;
    port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (signal.aborted) return;
      if (data.type !== 'lives') return tell(data);
      waitFor(data.lock, { mode: 'shared', signal }, () => {
        if (!signal.aborted) start();
      });
    };
    // Held by now: told before, the worker could win the lock and drop a page that lives.
    if (isHeld) port.postMessage({ type: 'join', id, url } satisfies ToWorker);
  }

  let isHeld = false;
  waitFor(id, { signal }, () => {
    isHeld = true;
    port?.postMessage({ type: 'join', id, url } satisfies ToWorker);
    return until(signal);
  });
  start();
  return () => {
    port?.postMessage({ type: 'leave', id } satisfies ToWorker);
    port?.close();
    end.abort();
  };
};

type ToPages =
  | { type: 'leads' }
  | { type: 'join'; id: string; url: string }
  | { type: 'leave'; id: string }
  | { type: 'news'; news: News; to?: string };

/** Where pages cannot share a worker, as on many phones, one of them holds the line: the one that has the lock. */
export const byLeader: Carrier = (url, name, tell) => {
  const end = new AbortController();
  const { signal } = end;
  const bus = new BroadcastChannel(name);
  const id = crypto.randomUUID();
  const say = (message: ToPages): void => {
    if (!signal.aborted) bus.postMessage(message);
  };
  const line = shareLine((news, to) => {
    if (to === undefined || to === id) tell(news);
    if (to !== id) say({ type: 'news', news, ...(to !== undefined && { to }) });
  });
  let leads = false;

  bus.onmessage = ({ data }: MessageEvent<ToPages>) => {
    if (data.type === 'leads') say({ type: 'join', id, url });
    if (data.type === 'news' && (data.to === undefined || data.to === id)) tell(data.news);
    if (leads && data.type === 'join') line.join(data.id, data.url);
    if (leads && data.type === 'leave') line.leave(data.id);
  };
  say({ type: 'join', id, url });
  waitFor(name, { signal }, () => {
    leads = true;
    line.join(id, url);
    say({ type: 'leads' });
    return until(signal);
  });
  return () => {
    line.close();
    say({ type: 'leave', id });
    end.abort();
    bus.close();
  };
};

/** Without a secure context there are no locks, and nothing tells who is there: each page has a line of its own. */
export const byItself: Carrier = (url, _name, tell) => {
  const line = createLine(tell);
  line.open(url);
  return () => line.close();
};

/** The best that this browser has. */
export function chooseCarrier(): Carrier {
  // What the types promise is not there without a secure context.
  const locks: LockManager | undefined = navigator.locks;
  if (!locks || typeof BroadcastChannel === 'undefined') return byItself;
  return typeof SharedWorker === 'undefined' ? byLeader : byWorker;
}

/** Does something once this page has the lock, and keeps it for as long as that takes. */
function waitFor(lock: string, options: LockOptions, act: () => void | Promise<void>): void {
  // Given up while it was waited for, or the page is going: nobody waits any more.
  navigator.locks.request(lock, options, act).catch(() => {});
}

const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
