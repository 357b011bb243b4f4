import { hours, OrderId, PaymentId, RefundId } from '@kaitong/contract';
import { type DeadlineHandler, setDeadline } from '../../../store/deadlines.ts';
import type { RegionTables } from '../../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import { findProvider } from '../../payments/find-provider.ts';
import { type OrderRow, toOrder } from './lock-order.ts';
import { signalOrder } from './signal-order.ts';
import { PAYMENT_REFUND, PAYMENT_RETURN } from './timers.ts';

/** A provider that refused to give money back that we must not keep is asked again: its reasons may pass. */
export const ASK_AGAIN = hours(1);

/**
 * What the region asks providers for by itself. A provider that cannot be reached throws, and the deadline comes back
 * after a growing pause; no lock of an order is held while it is asked.
 */
export function paymentDeadlineHandlers(context: RegionContext): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [PAYMENT_REFUND]: async ({ subject }, trx) => {
      const [row, id] = await findSubject(trx, subject);
      const refundId = RefundId.parse(id);
      const refund = row?.refunds.find((one) => one.refundId === refundId);
      if (row && refund?.state === 'failed') {
        await signalOrder(trx, row.id, { type: 'refund.due', refundId }); // which sets this deadline anew
        return;
      }
      if (!row || refund?.state !== 'requested' || row.paid_by === null) return;
      const orderId = row.id;
      const { amount } = refund;
      const asked = { orderId, paymentId: row.paid_by, reference: { refundId }, amount };
      const answer = await findProvider(context.payments, row.provider).refund(asked);
      if (answer === 'refused') await signalOrder(trx, orderId, { type: 'refund.failed', refundId });
    },
    [PAYMENT_RETURN]: async ({ subject }, trx) => {
      const [row, id] = await findSubject(trx, subject);
      const paymentId = PaymentId.parse(id);
      const stray = row && toOrder(row).stray.find((one) => one.paymentId === paymentId);
      if (!row || stray?.state !== 'to_return') return;
      const asked = { orderId: row.id, paymentId, reference: { stray: paymentId }, amount: stray.amount };
      const answer = await findProvider(context.payments, row.provider).refund(asked);
      if (answer === 'refused') await setDeadline(trx, PAYMENT_RETURN, subject, ASK_AGAIN);
    },
  };
}

async function findSubject(trx: RegionTransaction, subject: string): Promise<[OrderRow | undefined, string]> {
  const [orderId, id = ''] = subject.split(' ', 2);
  const row = await trx
    .selectFrom('owner_order')
    .selectAll()
    .where('id', '=', OrderId.parse(orderId))
    .executeTakeFirst();
  return [row, id];
}
