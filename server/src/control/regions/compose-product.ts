import { type Pid, PlanId, type PublishedProduct, type Region } from '@kaitong/contract';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { ControlTransaction } from '../context.ts';
import { asPublished, publishedReleases } from '../firmware/published-releases.ts';
import { isOnSale } from '../sales/sale-state.ts';
import { chosenPlans } from '../sales/sold-plans.ts';

type State = z.input<typeof PublishedProduct>;

const authorities = sql<string[]>`(
  SELECT coalesce(array_agg(certificate ORDER BY added_at, fingerprint), '{}')
  FROM device_authority WHERE device_authority.pid = product.pid)`;

/** `confirmedVersion`: what the region has; null where it was taken out. */
type Composed = { state: State; confirmedVersion: number | null; isLagging: boolean };

/** What a region is told of a product: read in one statement, so that version and state belong together. */
export async function composeProduct(trx: ControlTransaction, pid: Pid, region: Region): Promise<Composed | undefined> {
  const row = await trx
    .selectFrom('product')
    .leftJoin('activation', 'activation.pid', 'product.pid')
    .leftJoin('product_sale', 'product_sale.pid', 'product.pid')
    .leftJoin('publication', (join) =>
      join.onRef('publication.pid', '=', 'product.pid').on('publication.region', '=', region),
    )
    .select(['product.name', 'product.version', 'product.stage', 'product.demonstration', 'activation.firmware'])
    .select(['publication.confirmed_version', 'publication.lagging_since'])
    .select([isOnSale.as('on_sale'), chosenPlans.as('plan_ids'), authorities.as('authorities')])
    .select(publishedReleases.as('releases'))
    .where('product.pid', '=', pid)
    .executeTakeFirst();
  if (!row) return undefined;
  const {
    name,
    version,
    firmware,
    stage,
    demonstration,
    on_sale,
    plan_ids,
    authorities: deviceAuthorities,
    releases,
  } = row;
  const state = {
    pid,
    version,
    name,
    activated: firmware !== null,
    lowestFirmware: firmware,
    stage,
    demonstration,
    onSale: firmware !== null && on_sale,
    planIds: plan_ids && PlanId.array().parse(plan_ids),
    deviceAuthorities,
    releases: asPublished(releases),
  };
  return { state, confirmedVersion: row.confirmed_version, isLagging: row.lagging_since !== null };
}
