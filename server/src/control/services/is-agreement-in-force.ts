import type { AccountId, ServiceId } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';

/** Whether an account may offer the service: it agreed to some version, and that has not ended. */
export async function isAgreementInForce(
  db: Kysely<ControlTables>,
  accountId: AccountId,
  serviceId: ServiceId,
): Promise<boolean> {
  const order = await db
    .selectFrom('service_order')
    .select('id')
    .where('account_id', '=', accountId)
    .where('service_id', '=', serviceId)
    .where('state', '=', 'in_force')
    .executeTakeFirst();
  return order !== undefined;
}
