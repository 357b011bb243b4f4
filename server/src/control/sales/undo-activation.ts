import { isRefusal, type Parsed, type Pid, type Refusal, type Reply, refusal, type sales } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { endActivation } from '../applications/end-activation.ts';
import { lockApplication } from '../applications/lock-application.ts';
import { audit } from '../audit/audit.ts';
import { revokeCertificate } from '../certificates/revoke-certificate.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { publishProduct } from '../products/publish-product.ts';
import { lockSale } from './change-sale.ts';

/**
 * Undoes a mistaken activation, in one transaction: it is kept as a past one, its certificate is revoked, and the regions
 * are told that the product has the service no more. What owners paid for runs on. The product may be activated anew, and
 * then sells the defaults; a suspension by the operator stays.
 */
export async function undoActivation(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid }, body: { reason } }: Parsed<typeof sales.undoActivation>,
): Promise<Reply<typeof sales.undoActivation> | Refusal> {
  const refused = await context.db.transaction().execute(async (trx) => {
    const product = await findProductFor(trx, caller, pid, 'undoActivation');
    if (isRefusal(product)) return product;
    const activation = await trx
      .selectFrom('activation')
      .select('application_id')
      .where('pid', '=', pid)
      .executeTakeFirst();
    if (!activation) return refusal('product_not_activated');
    const { application_id: applicationId } = activation;
    const application = await lockApplication(trx, applicationId); // before the product, as activating does
    const sale = await lockSale(trx, pid);
    if (sale?.applicationId !== applicationId) return refusal('product_not_activated');
    await endActivation(trx, application, { pid, reason, userId: caller.userId });
    await forgetChoices(trx, pid);
    await revokeCertificate(trx, { applicationId, reason: 'activation_undone' });
    await publishProduct(context, trx, pid);
    await audit(trx, caller, 'activation.undone', pid, { applicationId, reason });
    return undefined;
  });
  if (refused) return refused;
  context.log.info({ accountId: caller.accountId, pid }, 'activation.undone');
  return {};
}

async function forgetChoices(trx: ControlTransaction, pid: Pid): Promise<void> {
  await trx.deleteFrom('product_plan').where('pid', '=', pid).execute();
  await trx
    .updateTable('product_sale')
    .set({ stopped_at: null, stop_reason: null, resumed_at: null })
    .where('pid', '=', pid)
    .execute();
}
