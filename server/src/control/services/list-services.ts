import type { Parsed, Reply, services } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { readMarket } from './market.ts';

/** The service market, all of it or one category, with the account's agreements. What it holds it sees, listed or not. */
export async function listServices(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { category } }: Parsed<typeof services.listServices>,
): Promise<Reply<typeof services.listServices>> {
  const orders = await db
    .selectFrom('service_order')
    .select(['service_id', 'agreement_version', 'effective_at'])
    .where('account_id', '=', caller.accountId)
    .where('state', '=', 'in_force')
    .execute();
  const agreements = new Map(
    orders.map((order) => [
      order.service_id,
      { version: order.agreement_version, effectiveAt: order.effective_at.toISOString() },
    ]),
  );
  const shown = (await readMarket(db)).filter(
    (service) =>
      (service.listed || agreements.has(service.id)) && (category === undefined || service.category === category),
  );
  return { items: shown.map((service) => ({ ...service, agreement: agreements.get(service.id) ?? null })) };
}
