import { type Parsed, type platform, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { publishCatalogue } from './publish-catalogue.ts';

/** Sets what the region's cameras are asked for: it hears of it now, and they with their next look at what they may record. */
export async function changeRegion(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { region }, body: { segmentSeconds } }: Parsed<typeof platform.changeRegion>,
): Promise<Reply<typeof platform.changeRegion> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const before = await trx
      .selectFrom('region_setting')
      .select('segment_seconds')
      .where('region', '=', region)
      .forUpdate()
      .executeTakeFirst();
    if (!before || !context.regions.has(region)) return refusal('not_found');
    if (before.segment_seconds === segmentSeconds) return { segmentSeconds };
    await trx
      .updateTable('region_setting')
      .set({ segment_seconds: segmentSeconds })
      .where('region', '=', region)
      .execute();
    await publishCatalogue(context, trx);
    const details = { before: { segmentSeconds: before.segment_seconds }, after: { segmentSeconds } };
    await audit(trx, caller, 'region.changed', region, details);
    return { segmentSeconds };
  });
}
