import { type Parsed, type Refusal, type Reply, refusal, type services } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { newServiceOrderId } from '../../secrets/new-ids.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { isAvailable, readMarket } from './market.ts';
import { showServiceOrder } from './show-service-order.ts';

/**
 * Applies for a service: the agreement is in force at once. Submitting it again, also at the same moment from two pages,
 * answers the order that is in force; submitting a newer version ends the older order.
 */
export async function createServiceOrder(
  { db, log }: ControlContext,
  caller: MakerCaller,
  { body: { serviceId, agreementVersion } }: Parsed<typeof services.createServiceOrder>,
): Promise<Reply<typeof services.createServiceOrder> | Refusal> {
  if (!isAvailable(serviceId)) return refusal('service_unavailable');
  return await db.transaction().execute(async (trx) => {
    await sql`SELECT FROM account WHERE id = ${caller.accountId} FOR UPDATE`.execute(trx); // one submit at a time
    const order = await trx
      .selectFrom('service_order')
      .selectAll()
      .where('account_id', '=', caller.accountId)
      .where('service_id', '=', serviceId)
      .where('state', '=', 'in_force')
      .executeTakeFirst();
    if (order?.agreement_version === agreementVersion) return showServiceOrder(order);
    const listed = (await readMarket(trx)).some((service) => service.id === serviceId && service.listed);
    if (!order && !listed) return refusal('service_unavailable');
    const current = await trx
      .selectFrom('agreement_version')
      .select('version')
      .where('service_id', '=', serviceId)
      .where('state', '=', 'current')
      .executeTakeFirst();
    if (current?.version !== agreementVersion) return refusal('agreement_outdated');
    if (order) await trx.updateTable('service_order').set({ state: 'ended' }).where('id', '=', order.id).execute();
    const created = await trx
      .insertInto('service_order')
      .values({
        id: newServiceOrderId(),
        account_id: caller.accountId,
        service_id: serviceId,
        agreement_version: agreementVersion,
        user_id: caller.userId,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await audit(trx, caller, 'agreement.accepted', agreementVersion, { serviceId, orderId: created.id });
    await tellAccount(trx, caller.accountId, 'services.changed');
    log.info({ accountId: caller.accountId, serviceId, agreementVersion, orderId: created.id }, 'agreement.in_force');
    return showServiceOrder(created);
  });
}
