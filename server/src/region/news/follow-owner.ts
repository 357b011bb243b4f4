import type { OwnerEvent, OwnerId, Pid } from '@kaitong/contract';
import { keepAwaited } from '../../store/awaited-news.ts';
import { gatherNews } from '../../store/gather-news.ts';
import type { RegionContext } from '../context.ts';
import { OWNER_NEWS, ownerName } from './tell-owner.ts';
import { PRODUCT_PUBLISHED } from './tell-product.ts';

const ALL_CHANGED: OwnerEvent = { type: 'devices.changed', deviceId: null };

/** What an owner's page should read again, as it happens, until `signal` aborts. */
export function followOwner(
  { db, notifications }: Pick<RegionContext, 'db' | 'notifications'>,
  ownerId: OwnerId,
  signal: AbortSignal,
): AsyncGenerator<OwnerEvent[]> {
  async function listen(add: (event: OwnerEvent) => void): Promise<() => void> {
    const everything = (): void => add(ALL_CHANGED);
    const leave: (() => void)[] = [];
    let isOver = false;
    const keep = async (owners: readonly OwnerId[]): Promise<void> => {
      const go = await keepAwaited({ db, notifications }, owners.map(ownerName), everything);
      if (isOver) go();
      else leave.push(go);
    };
    let shared: ReadonlyMap<string, OwnerId> = new Map();
    const awaited = new Set([ownerId]);
    /** @returns whether there are others of whose cameras something may have been told to nobody until now */
    const learn = async (): Promise<boolean> => {
      shared = await listShared(db, ownerId).catch(() => new Map());
      const others = [...new Set(shared.values())].filter((id) => !awaited.has(id));
      for (const id of others) awaited.add(id);
      if (others.length > 0) await keep(others);
      return others.length > 0;
    };
    const learnAnew = (): void => void learn().then((isNew) => isNew && everything());
    const off = notifications.on(OWNER_NEWS, (payload) => {
      if (payload === undefined) {
        learnAnew();
        return everything();
      }
      const isOwn = payload.startsWith(`${ownerId} `);
      if (!isOwn && shared.size === 0) return;
      const at = payload.indexOf(' ');
      const event = JSON.parse(payload.slice(at + 1)) as OwnerEvent;
      if (isOwn && event.type === 'household.changed') learnAnew();
      if (isOwn) add(event);
      else if (isForMembers(event) && shared.get(event.deviceId ?? '') === payload.slice(0, at)) add(event);
    });
    // Said once for a product, which may have many owners: each open page looks whether it is about one of its devices.
    const offProducts = notifications.on<Pid>(PRODUCT_PUBLISHED, (pid) => {
      if (pid === undefined) return; // the listener above was called too, and adds everything
      const concerned = ownsUnitOf(db, ownerId, pid).catch(() => true);
      void concerned.then((owns) => owns && everything());
    });
    await keep([ownerId]);
    await learn();
    return () => {
      isOver = true;
      off();
      offProducts();
      for (const go of leave) go();
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
