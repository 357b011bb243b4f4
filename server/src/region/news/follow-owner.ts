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
    let shared: ReadonlyMap<string, OwnerId> = new Map();
    const learn = (): void => {
      const nothing = (): ReadonlyMap<string, OwnerId> => new Map();
      void listShared(db, ownerId)
        .catch(nothing)
        .then((found) => {
          shared = found;
        });
    };
    learn();
    const off = notifications.on(OWNER_NEWS, (payload) => {
      if (payload === undefined) {
        learn();
        return add(ALL_CHANGED);
      }
      const isOwn = payload.startsWith(`${ownerId} `);
      if (!isOwn && shared.size === 0) return;
      const at = payload.indexOf(' ');
      const event = JSON.parse(payload.slice(at + 1)) as OwnerEvent;
      if (isOwn && event.type === 'household.changed') learn();
      if (isOwn) add(event);
      else if (isForMembers(event) && shared.get(event.deviceId ?? '') === payload.slice(0, at)) add(event);
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

/** What a camera does; what is bought for it and whom its owner deals with is told to its owner. */
const isForMembers = ({ type }: OwnerEvent): boolean => type === 'footage.changed' || type === 'devices.changed';

/** Cameras of others that somebody may do something with, and whose they are. */
async function listShared(db: RegionContext['db'], memberId: OwnerId): Promise<ReadonlyMap<string, OwnerId>> {
  const rows = await db
    .selectFrom('household_right')
    .select(['device_id', 'owner_id'])
    .where('member_id', '=', memberId)
    .execute();
  return new Map(rows.map(({ device_id, owner_id }) => [device_id, owner_id]));
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
