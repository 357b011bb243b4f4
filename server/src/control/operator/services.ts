import { type operator, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { readMarket } from '../services/market.ts';

/** The shelves of the market, with the number of accounts that hold each service. */
export async function listServiceCatalogue({
  db,
}: ControlContext): Promise<Reply<typeof operator.listServiceCatalogue>> {
  const rows = await db
    .selectFrom('service_order')
    .select(['service_id', (count) => count.fn.countAll<number>().as('makers')])
    .where('state', '=', 'in_force')
    .groupBy('service_id')
    .execute();
  const makers = new Map<string, number>(rows.map((row) => [row.service_id, row.makers]));
  return { items: (await readMarket(db)).map((service) => ({ ...service, makers: makers.get(service.id) ?? 0 })) };
}

/** Its badge, and whether the market shows it. Whoever holds the service keeps it. */
export async function changeService(
  { db }: ControlContext,
  caller: OperatorCaller,
  { params: { serviceId }, body: { hot, listed } }: Parsed<typeof operator.changeService>,
): Promise<Reply<typeof operator.changeService> | Refusal> {
  const change = { ...(hot === undefined ? {} : { hot }), ...(listed === undefined ? {} : { listed }) };
  if (Object.keys(change).length === 0) return {};
  return await db.transaction().execute(async (trx) => {
    if (!(await readMarket(trx)).some(({ id }) => id === serviceId)) return refusal('not_found');
    await trx
      .insertInto('service_setting')
      .values({ service_id: serviceId, hot: null, listed: null, ...change })
      .onConflict((conflict) => conflict.column('service_id').doUpdateSet(change))
      .execute();
    await audit(trx, caller, 'service.changed', serviceId, change);
    return {};
  });
}
