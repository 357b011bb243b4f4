import type { Parsed, Reply, regionSales } from '@kaitong/contract';
import { json } from '../../store/database.ts';
import type { RegionContext } from '../context.ts';

/** Takes what the region sells and what its cameras are asked for, unless a newer state is here. Answers the version that is in force. */
export async function publishCatalogue(
  { db }: RegionContext,
  { body }: Parsed<typeof regionSales.publishCatalogue>,
): Promise<Reply<typeof regionSales.publishCatalogue>> {
  const { version, plans, defaults, contact, segmentSeconds } = body;
  const lists = { plans: json(plans), defaults: json(defaults), contact: json(contact) };
  const state = { version, ...lists, segment_seconds: segmentSeconds };
  await db
    .insertInto('catalogue')
    .values(state)
    .onConflict((conflict) => conflict.column('only_row').doUpdateSet(state).where('catalogue.version', '<', version))
    .execute();
  return await db.selectFrom('catalogue').select('version').executeTakeFirstOrThrow();
}
