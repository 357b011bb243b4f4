import type { OwnerId } from '@kaitong/contract';
import type { RegionContext } from '../../region/context.ts';
import { OWNER_NEWS, ownerName } from '../../region/news/tell-owner.ts';
import { keepAwaited } from '../../store/awaited-news.ts';

/** As if each owner that there is had a page open: calls `hear` with all that they are told, until the returned function is called. */
export async function hearOwners(
  { db, notifications }: Pick<RegionContext, 'db' | 'notifications'>,
  hear: (news: string | undefined) => void,
): Promise<() => void> {
  const off = notifications.on(OWNER_NEWS, hear);
  const owners = await db.selectFrom('login_user').select('id').execute();
  const leave = await keepAwaited(
    { db, notifications },
    owners.map(({ id }) => ownerName(id as OwnerId)),
  );
  return () => {
    off();
    leave();
  };
}
