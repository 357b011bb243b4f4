import type { OwnerEvent, OwnerId } from '@kaitong/contract';
import type { Executor } from '../../store/executor.ts';
import { notify } from '../../store/notifications.ts';

/** What a stream to an owner's pages listens to; the payload begins with the owner's id. */
export const OWNER_NEWS = 'owner';

/** Tells the owner's open pages what to read again, once the transaction commits. */
export async function tellOwner(trx: Executor, ownerId: OwnerId, event: OwnerEvent): Promise<void> {
  await notify(trx, OWNER_NEWS, `${ownerId} ${JSON.stringify(event)}`);
}
