import { createLine, type News } from './line.ts';

/** One line for many followers, each known by an id of its own. */
export type SharedLine = {
  join(id: string, url: string): void;
  leave(id: string): void;
  close(): void;
};

/** A page that goes from one list to the next asks for less and for more again: the line is not opened anew for that. */
const LESS_AFTER_MS = 30_000;

/** @param tell without `to` it is for all */
export function shareLine(tell: (news: News, to?: string) => void): SharedLine {
  const wanted = new Map<string, string>();
  const line = createLine((news) => tell(news));
  let less: ReturnType<typeof setTimeout> | undefined;
  let open: string | undefined;

  function look(): void {
    clearTimeout(less);
    open = askedTogether(wanted.values());
    if (open === undefined) line.close();
    else line.open(open);
  }

  return {
    join(id, url) {
      wanted.set(id, url);
      if (open === undefined || askedTogether([open, url]) !== open) look();
      else lookLater();
      for (const news of line.beginning()) tell(news, id);
    },
    leave(id) {
      if (!wanted.delete(id)) return;
      if (wanted.size === 0) look();
      else lookLater();
    },
    close() {
      wanted.clear();
      look();
    },
  };

  function lookLater(): void {
    clearTimeout(less);
    less = setTimeout(look, LESS_AFTER_MS);
  }
}

/** One address that asks for all that these ask for; they differ in what they ask for only. */
export function askedTogether(urls: Iterable<string>): string | undefined {
  const all = [...urls];
  const [first] = all;
  if (first === undefined) return undefined;
  const asked = new Set(all.flatMap((url) => url.split('?')[1]?.split('&') ?? []));
  return [first.split('?')[0], [...asked].sort().join('&')].filter((part) => part !== '').join('?');
}
