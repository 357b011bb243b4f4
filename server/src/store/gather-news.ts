const SIGN_OF_LIFE_MS = 15_000;
/** A page that does not read is told to read everything again instead of every single change. */
const MOST_WAITING = 100;

/**
 * What a page should read again, as it happens, until `signal` aborts. Begins with `everything`, since a page that lost
 * its line may have missed something; therefore nothing is stored. An empty page is a sign of life.
 *
 * @param listen calls `add` for each piece of news until the function that it returns is called; the page begins once it
 *   has returned that
 */
export async function* gatherNews<News>(
  everything: News,
  listen: (add: (news: News) => void) => (() => void) | Promise<() => void>,
  signal: AbortSignal,
): AsyncGenerator<News[]> {
  let waiting: News[] = [everything];
  let wake = (): void => {};
  const off = await listen((news) => {
    waiting = waiting.length < MOST_WAITING ? [...waiting, news] : [everything];
    wake();
  });
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      const news = waiting;
      waiting = [];
      yield news;
      if (waiting.length > 0 || signal.aborted) continue;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, SIGN_OF_LIFE_MS);
      });
      clearTimeout(timer);
    }
  } finally {
    off();
    signal.removeEventListener('abort', stop);
  }
}
