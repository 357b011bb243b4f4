import { type bulkActivations, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { goOnWithBulk } from './go-on-with-bulk.ts';
import { bulksOf, showReport } from './show-bulk.ts';

/** Nothing of it is begun from the answer on. What is on its way goes on; each application is cancelled by itself. */
export async function cancelBulkActivation(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof bulkActivations.cancelBulkActivation>,
): Promise<Reply<typeof bulkActivations.cancelBulkActivation> | Refusal> {
  const refused = await db.transaction().execute(async (trx) => {
    const found = await bulksOf(trx, caller).where('id', '=', id).forUpdate().executeTakeFirst();
    if (!found) return refusal('not_found');
    if (found.state !== 'running') return undefined;
    await trx.updateTable('bulk_activation').set({ state: 'cancelled' }).where('id', '=', id).execute();
    await audit(trx, caller, 'bulk_activation.cancelled', id);
    await goOnWithBulk(trx, { bulk_id: id });
    return undefined;
  });
  return refused ?? (await showReport(db, id));
}
