import { type operator, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import { revokeCertificate } from '../certificates/revoke-certificate.ts';
import type { ControlContext } from '../context.ts';
import { publishProduct } from '../products/publish-product.ts';
import { lockSale } from '../sales/change-sale.ts';
import { forgetSuspension, noteSuspension } from '../sales/suspension.ts';

/** Suspends new sales and revokes the certificate. Its maker reads the reason and cannot resume; subscriptions run on. */
export async function suspendSale(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { pid }, body: { reason } }: Parsed<typeof operator.suspendSale>,
): Promise<Reply<typeof operator.suspendSale> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom('product').select('account_id').where('pid', '=', pid).executeTakeFirst();
    if (!known) return refusal('not_found');
    const sale = await lockSale(trx, pid);
    if (!sale) return refusal('product_not_activated');
    if (sale.suspendedAt !== null) return {};
    await noteSuspension(trx, pid, reason);
    await revokeCertificate(trx, { applicationId: sale.applicationId, reason: 'activation_suspended' });
    await publishProduct(context, trx, pid);
    await audit(trx, caller, 'sale.suspended', pid, { reason }, known.account_id);
    context.log.info({ pid }, 'sale.suspended');
    return {};
  });
}

/**
 * Lifts it: what the maker itself stopped stays stopped. The certificate stays revoked, since whoever checked it meanwhile
 * was told that it is; activating anew gives another. A PID whose activation was undone can be set free too.
 */
export async function liftSuspension(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { pid } }: Parsed<typeof operator.liftSuspension>,
): Promise<Reply<typeof operator.liftSuspension> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom('product').select('account_id').where('pid', '=', pid).executeTakeFirst();
    if (!known) return refusal('not_found');
    await lockSale(trx, pid);
    if (!(await forgetSuspension(trx, pid))) return {};
    await publishProduct(context, trx, pid);
    await audit(trx, caller, 'suspension.lifted', pid, null, known.account_id);
    context.log.info({ pid }, 'suspension.lifted');
    return {};
  });
}
