import type { Duration } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';

/** What somebody who waits is told of. */
export type News = {
  /** Something was told since the last time, or is now; or so long has passed, or the signal was given. */
  next(longest: Duration): Promise<undefined>;
  /** As if it were told: something may have been told to nobody. */
  lookAnew(): void;
  stop(): void;
};

/** Hears of a topic from now on, so that nothing is missed between a look and the wait that follows it. */
export function listenFor<Payload extends string>(
  { notifications }: Pick<RegionContext, 'notifications'>,
  topic: string,
  signal: AbortSignal,
  isMeant: (payload: Payload) => boolean = () => true,
): News {
  let isNews = false;
  let wake = (): void => {};
  const stop = (): void => wake();
  const lookAnew = (): void => {
    isNews = true;
    wake();
  };
  const off = notifications.on<Payload>(topic, (payload) => {
    if (payload === undefined || isMeant(payload)) lookAnew();
  });
  signal.addEventListener('abort', stop);
  return {
    async next(longest) {
      let timer: NodeJS.Timeout | undefined;
      if (!isNews && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, longest);
        });
      clearTimeout(timer);
      isNews = false;
      return undefined;
    },
    lookAnew,
    stop() {
      off();
      signal.removeEventListener('abort', stop);
      wake();
    },
  };
}
