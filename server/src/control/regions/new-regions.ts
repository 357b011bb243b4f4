import type { Region } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { priceInRegion } from '../operator/price-in-region.ts';
import { publishCatalogue } from './publish-catalogue.ts';

/**
 * At start: a region that is new here charges US dollars, outside mainland China, and sells what is sold elsewhere for its
 * price there, until the operator sets others. Whatever regions do not have yet of what they sell is brought to them.
 */
export async function openNewRegions(context: Pick<ControlContext, 'db' | 'regions'>): Promise<void> {
  const names = [...context.regions.keys()];
  await context.db.transaction().execute(async (trx) => {
    await trx.selectFrom('catalogue').select('version').forUpdate().execute(); // of several processes one does it
    await sql`DELETE FROM catalogue_publication WHERE region <> ALL (${names})`.execute(trx);
    for (const region of names) await openRegion(trx, region);
    const { rows } = await sql<{ region: Region }>`
      SELECT region FROM unnest(${names}::text[]) region LEFT JOIN catalogue_publication p USING (region), catalogue
      WHERE p.confirmed_version IS NULL OR p.confirmed_version < catalogue.version`.execute(trx);
    if (rows.length > 0) await publishCatalogue(context, trx);
  });
}

async function openRegion(trx: ControlTransaction, region: Region): Promise<void> {
  const { rows } = await sql`
    INSERT INTO region_setting (region, currency, mainland) VALUES (${region}, 'USD', false)
    ON CONFLICT DO NOTHING RETURNING region`.execute(trx);
  if (rows.length === 0) return;
  await priceInRegion(trx, region);
}
