import { type Parsed, type Refusal, type Reply, refusal, type sales } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { changeSale } from './change-sale.ts';

/** Which plans a product sells, or with null the defaults again. Orders and subscriptions of other plans go on. */
export async function choosePlans(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid }, body }: Parsed<typeof sales.choosePlans>,
): Promise<Reply<typeof sales.choosePlans> | Refusal> {
  const planIds = [...new Set(body.planIds ?? [])];
  return await changeSale(context, caller, { pid, operation: 'choosePlans' }, async (trx) => {
    if (planIds.length > 0) {
      const offered = await trx
        .selectFrom('plan')
        .select('id')
        .where('id', 'in', planIds)
        .where('withdrawn_at', 'is', null)
        .forShare() // so that none is withdrawn meanwhile
        .execute();
      if (offered.length < planIds.length) return refusal('plan_not_on_sale');
    }
    await trx.deleteFrom('product_plan').where('pid', '=', pid).execute();
    if (planIds.length > 0) {
      const rows = planIds.map((plan_id) => ({ pid, plan_id }));
      await trx.insertInto('product_plan').values(rows).execute();
    }
    await audit(trx, caller, 'plans.chosen', pid, { planIds: body.planIds });
    return true;
  });
}
