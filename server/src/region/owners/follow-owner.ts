import type { OwnerEvent } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { PRODUCT_PUBLISHED } from '../products/publish-product.ts';
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
  { db, notifications }: Pick<RegionContext, 'db' | 'notifications'>,
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
  // Said once for a product, which may have many owners: each open page looks whether it is about one of its devices.
  const offProducts = notifications.on(PRODUCT_PUBLISHED, (pid) => {
    if (pid === undefined) return; // the listener above was called too, and adds everything
    const concerned = ownsUnitOf(db, ownerId, pid).catch(() => true);
    void concerned.then((owns) => owns && add(ALL_CHANGED));
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
    offProducts();
    signal.removeEventListener('abort', stop);
  }
}

async function ownsUnitOf(db: RegionContext['db'], ownerId: string, pid: string): Promise<boolean> {
  const unit = await db
    .selectFrom('device')
    .select('device_id')
    .where('owner_id', '=', ownerId)
    .where('pid', '=', pid)
    .where('removed_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return unit !== undefined;
}
