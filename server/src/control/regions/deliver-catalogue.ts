import type { Region } from '@kaitong/contract';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import type { RegionClient } from './ask-regions.ts';
import { composeCatalogue } from './compose-catalogue.ts';
import { CATALOGUE, deliveryKind } from './delivery-names.ts';
import { hurry } from './hurry.ts';
import { publishCatalogue } from './publish-catalogue.ts';
import { waitAfter } from './wait-after.ts';

/** Brings a region what it sells; until it has confirmed, it is tried again and stands as lagging. */
export async function deliverCatalogue(
  context: ControlContext,
  trx: ControlTransaction,
  region: Region,
  client: RegionClient,
): Promise<void> {
  const catalogue = await composeCatalogue(trx, region);
  const { version } = catalogue;
  let known: number;
  try {
    ({ version: known } = await client.publishCatalogue({ body: catalogue }));
  } catch (err) {
    const { tries } = await trx
      .updateTable('catalogue_publication')
      .set({ tries: sql`tries + 1`, lagging_since: sql`coalesce(lagging_since, kaitong_now())` })
      .where('region', '=', region)
      .returning('tries')
      .executeTakeFirstOrThrow();
    context.log.warn({ err, region, version, tries }, 'catalogue.lagging');
    await setDeadline(trx, deliveryKind(region), CATALOGUE, waitAfter(tries));
    return;
  }
  if (known > version) {
    // Control was restored from a backup: the region heard of later states and ignores ours until they are newer.
    context.log.warn({ region, version, known }, 'catalogue.outrun');
    await trx.updateTable('catalogue').set({ version: known }).where('version', '<', known).execute();
    await publishCatalogue(context, trx);
    return;
  }
  const { lagging_since: laggingSince } = await trx
    .selectFrom('catalogue_publication')
    .select('lagging_since')
    .where('region', '=', region)
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('catalogue_publication')
    .set({ confirmed_version: version, confirmed_at: sql`kaitong_now()`, lagging_since: null, tries: 0 })
    .where('region', '=', region)
    .where('confirmed_version', '<', version)
    .execute();
  if (laggingSince) await hurry(trx, region);
  context.log.info({ region, version }, 'catalogue.confirmed');
}
