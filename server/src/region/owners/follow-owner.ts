import type { OwnerEvent } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { OWNER_NEWS } from './tell-owner.ts';

const ALL_CHANGED: OwnerEvent = { type: 'devices.changed', deviceId: null };
const SIGN_OF_LIFE_MS = 15_000;
/** A page that does not read is told to read everything again instead of every single change. */
const MOST_WAITING = 100;

/**
 * What an owner's page should read again, as it happens, until `signal` aborts. Begins with everything, since a page that
 * lost its line may have missed something; therefore nothing is stored. An empty page is a sign of life.
 */
export async function* followOwner(
  { notifications }: Pick<RegionContext, 'notifications'>,
  ownerId: string,
  signal: AbortSignal,
): AsyncGenerator<OwnerEvent[]> {
  let waiting: OwnerEvent[] = [ALL_CHANGED];
  let wake = (): void => {};
  const add = (event: OwnerEvent): void => {
    waiting = waiting.length < MOST_WAITING ? [...waiting, event] : [ALL_CHANGED];
    wake();
  };
  const off = notifications.on(OWNER_NEWS, (payload) => {
    if (payload === undefined) add(ALL_CHANGED);
    else if (payload.startsWith(`${ownerId} `)) add(JSON.parse(payload.slice(ownerId.length + 1)) as OwnerEvent);
  });
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      const events = waiting;
      waiting = [];
      yield events;
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
