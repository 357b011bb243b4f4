import type { OwnerEvent, OwnerId, Pid } from '@kaitong/contract';
import { gatherNews } from '../../store/gather-news.ts';
import type { RegionContext } from '../context.ts';
import { OWNER_NEWS } from './tell-owner.ts';
import { PRODUCT_PUBLISHED } from './tell-product.ts';

const ALL_CHANGED: OwnerEvent = { type: 'devices.changed', deviceId: null };

/** What an owner's page should read again, as it happens, until `signal` aborts. */
export function followOwner(
  { db, notifications }: Pick<RegionContext, 'db' | 'notifications'>,
  ownerId: OwnerId,
  signal: AbortSignal,
): AsyncGenerator<OwnerEvent[]> {
  function listen(add: (event: OwnerEvent) => void): () => void {
    const off = notifications.on(OWNER_NEWS, (payload) => {
      if (payload === undefined) add(ALL_CHANGED);
      else if (payload.startsWith(`${ownerId} `)) add(JSON.parse(payload.slice(ownerId.length + 1)) as OwnerEvent);
    });
    // Said once for a product, which may have many owners: each open page looks whether it is about one of its devices.
    const offProducts = notifications.on<Pid>(PRODUCT_PUBLISHED, (pid) => {
      if (pid === undefined) return; // the listener above was called too, and adds everything
      const concerned = ownsUnitOf(db, ownerId, pid).catch(() => true);
      void concerned.then((owns) => owns && add(ALL_CHANGED));
    });
    return () => {
      off();
      offProducts();
    };
  }
  return gatherNews(ALL_CHANGED, listen, signal);
}

async function ownsUnitOf(db: RegionContext['db'], ownerId: OwnerId, pid: Pid): Promise<boolean> {
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
