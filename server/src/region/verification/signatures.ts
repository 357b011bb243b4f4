import type { DeviceId, EventId } from '@kaitong/contract';
import { isTelling, resembles, type Signature } from '@kaitong/judge';
import type { RegionTransaction } from '../context.ts';
import type { LockedRun } from './lock-run.ts';

/** Whoever sends an old clip again sends a new old one; more of them would take the verdict's time. */
const MOST_COMPARED = 50;

/**
 * Remembers what moved in a clip, and answers whether an earlier clip of the same maker showed that too. Other makers'
 * clips are left alone: nobody is to learn anything of them, be it only that one looks like theirs.
 */
export async function recogniseSignature(
  trx: RegionTransaction,
  { account_id, device_id }: LockedRun,
  eventId: EventId,
  signature: Signature | undefined,
): Promise<boolean> {
  if (!signature || !isTelling(signature)) return false;
  const earlier = await trx
    .selectFrom('signature')
    .select('cells')
    .where('account_id', '=', account_id)
    .where('event_id', '<>', eventId)
    .orderBy('seen_at', 'desc')
    .limit(MOST_COMPARED)
    .execute();
  await trx
    .insertInto('signature')
    .values({ event_id: eventId, account_id, device_id, cells: Buffer.from(signature.cells.buffer) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return await resembles(
    signature,
    earlier.map(({ cells }) => ({ cells: new Int8Array(cells) })),
  );
}

/** What its owner took from the platform does not go on being compared. */
export async function forgetSignatures(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await trx.deleteFrom('signature').where('device_id', '=', deviceId).execute();
}
