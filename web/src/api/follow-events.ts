import type { z } from 'zod';

export type FollowOptions<Event extends z.ZodType> = {
  event: Event;
  onEvent(event: z.output<Event>): void;
  /** The line to the server is there, or it is not. */
  onLine(connected: boolean): void;
  /** The server refused the stream: the session may be over. */
  onRefused(): void;
  /** Nobody needs it while the page is hidden: a browser opens six connections to a server, and the tab after them would hang. */
  onlyVisible?: boolean;
};

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
/** A phone that slept longer may hold a line that is dead without knowing it. */
const TRUSTED_SLEEP_MS = 30_000;

/**
 * Follows a stream that says what to read again, until the returned function is called. A browser reconnects a broken stream by itself but
 * gives up a refused one, and keeps a dead one after sleep: both are opened anew here. Every stream begins with
 * everything, so nothing has to be resumed.
 */
export function followEvents<Event extends z.ZodType>(
  url: string,
  { event, onEvent, onLine, onRefused, onlyVisible = false }: FollowOptions<Event>,
): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;
  let hiddenAt = 0;

  function open(): void {
    close();
    const opened = new EventSource(url);
    source = opened;
    opened.onopen = () => {
      pause = FIRST_PAUSE_MS;
      onLine(true);
    };
    opened.onmessage = ({ data }) => {
      const news = readEvent(event, data);
      if (news !== undefined) onEvent(news);
    };
    opened.onerror = () => {
      onLine(false);
      if (opened.readyState !== EventSource.CLOSED) return;
      onRefused();
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
  }

  function close(): void {
    clearTimeout(timer);
    source?.close();
  }

  function look(): void {
    if (document.visibilityState === 'hidden') {
      hiddenAt = Date.now();
      if (onlyVisible) close();
    } else if (source?.readyState !== EventSource.OPEN || Date.now() - hiddenAt > TRUSTED_SLEEP_MS) open();
  }

  const comeBack = (): void => {
    if (!onlyVisible || document.visibilityState === 'visible') open();
  };
  const ending = new AbortController();
  const { signal } = ending;
  comeBack();
  document.addEventListener('visibilitychange', look, { signal });
  window.addEventListener('online', comeBack, { signal });
  // A page that the browser keeps for going back, or has frozen, would hold its connection for as long as it is kept.
  window.addEventListener('pagehide', close, { signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && comeBack(), { signal });
  document.addEventListener('freeze', close, { signal });
  document.addEventListener('resume', comeBack, { signal });
  return () => {
    ending.abort();
    close();
  };
}

/** A newer server may send kinds that this page does not know; it does without them. */
export function readEvent<Event extends z.ZodType>(event: Event, data: unknown): z.output<Event> | undefined {
  try {
    return event.safeParse(JSON.parse(String(data))).data;
  } catch {
    return undefined;
  }
}
