import type { z } from 'zod';
import { byItself, byLeader, chooseCarrier } from './live/carriers.ts';
import type { News } from './live/line.ts';
import { whenAway } from './when-away.ts';

export type FollowOptions<Event extends z.ZodType> = {
  /** Who is signed in: pages of others never share a line with these, and the server refuses it to anybody else. */
  whose: string;
  event: Event;
  onEvent(event: z.output<Event>): void;
  /** The line to the server is there, or it is not. */
  onLine(connected: boolean): void;
  /** The server refused the stream: the session may be over. */
  onRefused(): void;
  /** Nobody needs it while the page is hidden. */
  onlyVisible?: boolean;
};

/**
 * Follows a stream that says what to read again, until the returned function is called. All pages of one origin and account share
 * one line (decision 0102): a browser opens six connections to a server, and the tab after them would hang.
 */
export function followEvents<Event extends z.ZodType>(
  path: string,
  { whose, event, onEvent, onLine, onRefused, onlyVisible: hiddenLeaves = false }: FollowOptions<Event>,
): () => void {
  let carrier = chooseCarrier();
  let leave: (() => void) | undefined;
  let isAway = false;
  const [bare = '', query] = path.split('?');
  const url = `${bare}?${[...(query ? [query] : []), `of=${encodeURIComponent(whose)}`].join('&')}`;
  const name = `kaitong ${bare} ${whose}`;
  const isShown = (): boolean => document.visibilityState === 'visible';
  const mayFollow = (): boolean => !isAway && (isShown() || !(hiddenLeaves || carrier === byItself));

  function tell(news: News): void {
    if (news.type === 'line') onLine(news.connected);
    else if (news.type === 'refused') onRefused();
    else {
      const told = readEvent(event, news.data);
      if (told !== undefined) onEvent(told);
    }
  }

  function part(): void {
    leave?.();
    leave = undefined;
  }

  function join(): void {
    part();
    if (!mayFollow()) return;
    leave = carrier(url, name, tell, () => {
      carrier = byLeader;
      join();
    });
  }

  function look(): void {
    if (!mayFollow()) part();
    else if (!leave) join();
  }

  const ending = new AbortController();
  const { signal } = ending;
  join();
  document.addEventListener('visibilitychange', look, { signal });
  whenAway((away) => {
    isAway = away;
    look();
  }, signal);
  return () => {
    ending.abort();
    part();
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
