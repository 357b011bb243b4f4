import { type AccountId, mayCall, mayOn, type Reply, type sales } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import type { ControlContext } from '../context.ts';
import { givenAccess, visibleProducts } from '../products/find-product-for.ts';
import { laggingByPid } from '../products/lagging-regions.ts';
import { readOfferedPlans } from './offered-plans.ts';
import { saleReason, saleSince, saleState } from './sale-state.ts';
import { chosenPlans } from './sold-plans.ts';

type ServiceItem = Reply<typeof sales.getServiceItem>;

/** Activated products that an account may see, with what their sale hangs on. */
export const serviceItemRows = (db: Kysely<ControlTables>, accountId: AccountId) =>
  visibleProducts(db, accountId)
    .innerJoin('activation', 'activation.pid', 'product.pid')
    .leftJoin('product_sale', 'product_sale.pid', 'product.pid')
    .select(['activation.application_id', 'activation.device_id', 'activation.firmware', 'activation.activated_at'])
    .select('activation.sample')
    .select([saleState.as('sale_state'), saleSince.as('sale_since'), saleReason.as('sale_reason')])
    .select(chosenPlans.as('chosen'))
    .select(sql<number>`(SELECT count(*) FROM past_activation WHERE past_activation.pid = product.pid)`.as('undone'));

type Row = Awaited<ReturnType<ReturnType<typeof serviceItemRows>['execute']>>[number];

export async function showServiceItems(
  context: ControlContext,
  caller: MakerCaller,
  rows: readonly Row[],
): Promise<ServiceItem[]> {
  if (rows.length === 0) return [];
  const offered = await readOfferedPlans(context);
  const lagging = await laggingByPid(
    context.db,
    rows.map(({ pid }) => pid),
  );
  return rows.map((row) => {
    const sold = offered.filter(({ plan, isDefault }) => (row.chosen ? row.chosen.includes(plan.id) : isDefault));
    const role = givenAccess(row, caller.accountId);
    return {
      pid: row.pid,
      productName: row.name,
      stage: row.stage,
      sale: { state: row.sale_state, since: row.sale_since.toISOString(), reason: row.sale_reason },
      plans: sold.map(({ plan }) => plan),
      plansChosen: row.chosen !== null,
      activatedAt: row.activated_at.toISOString(),
      applicationId: row.application_id,
      deviceId: row.device_id,
      firmware: row.firmware,
      sample: row.sample,
      lagging: lagging.get(row.pid) ?? [],
      earlierActivations: row.undone,
      role,
      canChange: mayCall('choosePlans', caller.role) && mayOn('choosePlans', role),
    };
  });
}
