/** What a line tells those who follow it. */
export type News = { type: 'line'; connected: boolean } | { type: 'event'; data: string } | { type: 'refused' };

export type Line = {
  /** Opens anew unless it has this address already. */
  open(url: string): void;
  /** What whoever comes later has to hear first. */
  beginning(): readonly News[];
  close(): void;
};

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
const LOOK_EVERY_MS = 10_000;
/** Hidden pages run timers once a minute; a gap longer than that is a machine that slept, and may hold a line that is dead. */
const SLEPT_MS = 75_000;

/**
 * A stream that says what to read again, in a page or in a worker. A browser reconnects a broken stream by itself but gives up
 * a refused one, and keeps a dead one after sleep: both are opened anew here. Every stream begins with everything, so nothing
 * has to be resumed.
 */
export function createLine(tell: (news: News) => void): Line {
  let url: string | undefined;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let looking: ReturnType<typeof setInterval> | undefined;
  let pause = FIRST_PAUSE_MS;
  let first: string | undefined;

  function connect(): void {
    disconnect();
    if (url === undefined) return;
    const opened = new EventSource(url);
    source = opened;
    opened.onopen = () => {
      pause = FIRST_PAUSE_MS;
      tell({ type: 'line', connected: true });
    };
    opened.onmessage = ({ data }: MessageEvent<unknown>) => {
      first ??= String(data);
      tell({ type: 'event', data: String(data) });
    };
    opened.onerror = () => {
      first = undefined;
      tell({ type: 'line', connected: false });
      if (opened.readyState !== EventSource.CLOSED) return;
      tell({ type: 'refused' });
      retry = setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
  }

  function disconnect(): void {
    clearTimeout(retry);
    source?.close();
    first = undefined;
  }

  function look(): void {
    let looked = Date.now();
    looking = setInterval(() => {
      const slept = Date.now() - looked > SLEPT_MS;
      looked = Date.now();
      if (slept) connect();
    }, LOOK_EVERY_MS);
    globalThis.addEventListener('online', connect);
  }

  return {
    open(wanted) {
      if (looking === undefined) look();
      if (wanted === url) return;
      url = wanted;
      connect();
    },
    beginning: () => [
      ...(source?.readyState === EventSource.OPEN ? [{ type: 'line' as const, connected: true }] : []),
      ...(first === undefined ? [] : [{ type: 'event' as const, data: first }]),
    ],
    close() {
      url = undefined;
      clearInterval(looking);
      looking = undefined;
      globalThis.removeEventListener('online', connect);
      disconnect();
    },
  };
}
