import type { OwnerId } from '@kaitong/contract';
import { deleteConformanceFootage } from '../conformance/delete-footage.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { deleteFootage, deleteProbeFootage } from '../verification/delete-footage.ts';

/**
 * Deletes what one verification or extended test of an owner's camera brought, with its key, which no key store knows: it
 * would lie there for up to a day. What is under way has ended with its camera.
 *
 * @returns whether there was one, so that there may be another
 */
export async function endSample(context: RegionContext, trx: RegionTransaction, ownerId: OwnerId): Promise<boolean> {
  const run = await trx
    .selectFrom('event')
    .innerJoin('run', 'run.application_id', 'event.run_id')
    .select(['run.application_id', 'event.probe_id'])
    .where('run.owner_id', '=', ownerId)
    .where('run.state', '<>', 'running')
    .where('event.footage_deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (run) {
    await (run.probe_id === null ? deleteFootage : deleteProbeFootage)(context, trx, run.application_id);
    return true;
  }
  const test = await trx
    .selectFrom('conformance_event')
    .innerJoin('conformance', 'conformance.id', 'conformance_event.conformance_id')
    .select('conformance.id')
    .where('conformance.owner_id', '=', ownerId)
    .where('conformance.state', '=', 'ended')
    .where('conformance.item', 'is', null)
    .where('conformance_event.footage_deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (test) await deleteConformanceFootage(context, trx, test.id);
  return test !== undefined;
}
