import { type Pid, PlanId, type PublishedProduct } from '@kaitong/contract';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { ControlTransaction } from '../context.ts';
import { isOnSale } from '../sales/sale-state.ts';
import { chosenPlans } from '../sales/sold-plans.ts';

type State = z.input<typeof PublishedProduct>;

const authorities = sql<string[]>`(
  SELECT coalesce(array_agg(certificate ORDER BY added_at, fingerprint), '{}')
  FROM device_authority WHERE device_authority.pid = product.pid)`;

/** What a region is told of a product: read in one statement, so that version and state belong together. */
export async function composeProduct(trx: ControlTransaction, pid: Pid): Promise<State | undefined> {
  const row = await trx
    .selectFrom('product')
    .leftJoin('activation', 'activation.pid', 'product.pid')
    .leftJoin('product_sale', 'product_sale.pid', 'product.pid')
    .select(['product.name', 'product.version', 'product.stage', 'activation.firmware'])
    .select([isOnSale.as('on_sale'), chosenPlans.as('plan_ids'), authorities.as('authorities')])
    .where('product.pid', '=', pid)
    .executeTakeFirst();
  if (!row) return undefined;
  const { name, version, firmware, stage, on_sale, plan_ids, authorities: deviceAuthorities } = row;
  return {
    pid,
    version,
    name,
    activated: firmware !== null,
    lowestFirmware: firmware,
    stage,
    onSale: firmware !== null && on_sale,
    planIds: plan_ids && PlanId.array().parse(plan_ids),
    deviceAuthorities,
  };
}
