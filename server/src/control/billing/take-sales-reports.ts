import {
  type controlSales,
  type Parsed,
  type Refusal,
  type Region,
  type Reply,
  refusal,
  type SalesReport,
} from '@kaitong/contract';
import { postPaymentReturned, postPaymentStray } from '@kaitong/core';
import type { PlaneCaller } from '../../callers.ts';
import { tellOperators } from '../accounts/tell-account.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { settleCoupon } from '../sales/settle-coupon.ts';
import { settleTrial } from '../sales/settle-trial.ts';
import { storeContactRequest } from '../sales/store-contact-request.ts';
import { forgetOwner } from '../testers/forget-owner.ts';
import { bookOrder, bookRefund } from './book-order.ts';
import { noteRefundRequest } from './note-refund-request.ts';
import { post } from './post.ts';

/**
 * Takes a region's reports on its sales: each number once and in order, each in a transaction with its books. A report
 * that cannot be booked throws and stops the region's reports there: books that leave one out would never add up again.
 */
export async function reportSales(
  context: ControlContext,
  caller: PlaneCaller,
  { body: { region, reports } }: Parsed<typeof controlSales.reportSales>,
): Promise<Reply<typeof controlSales.reportSales> | Refusal> {
  if (caller.from !== region) return refusal('not_allowed');
  let taken = 0;
  for (const { seq, report } of reports) {
    taken = await takeOne(context, region, seq, report);
    if (taken < seq) break; // the one before is on its way from another process
  }
  return { taken };
}

/** @returns the highest number taken */
async function takeOne(context: ControlContext, region: Region, seq: number, report: SalesReport): Promise<number> {
  const { taken, isNew } = await context.db.transaction().execute(async (trx) => {
    const before = await lockFeed(trx, region);
    if (seq !== before + 1) return { taken: before, isNew: false };
    await apply(trx, region, report);
    const changed = CHANGED[report.type];
    if (changed) await tellOperators(trx, changed);
    await trx.updateTable('sales_feed').set({ taken: seq }).where('region', '=', region).execute();
    return { taken: seq, isNew: true };
  });
  if (isNew) context.log.info({ region, seq, type: report.type, ...subjectOf(report) }, 'sale.reported');
  return taken;
}

async function lockFeed(trx: ControlTransaction, region: Region): Promise<number> {
  await trx
    .insertInto('sales_feed')
    .values({ region })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const feed = await trx
    .selectFrom('sales_feed')
    .select('taken')
    .where('region', '=', region)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return feed.taken;
}

async function apply(trx: ControlTransaction, region: Region, report: SalesReport): Promise<void> {
  switch (report.type) {
    case 'order.paid':
      await bookOrder(trx, region, report);
      await settleTrial(trx, region, report);
      await settleCoupon(trx, region, report);
      return;
    case 'order.closed':
      await settleTrial(trx, region, report);
      await settleCoupon(trx, region, report);
      return;
    case 'order.refunded':
      await bookRefund(trx, report);
      return;
    case 'refund.requested':
    case 'refund.refused':
      await noteRefundRequest(trx, report);
      return;
    case 'payment.stray':
      await post(trx, postPaymentStray(strayOf(report)));
      return;
    case 'payment.returned':
      await post(trx, postPaymentReturned(strayOf(report)));
      return;
    case 'contact.requested':
      await storeContactRequest(trx, region, report);
      return;
    case 'owner.left':
      await forgetOwner(trx, region, report);
      return;
  }
}

const strayOf = ({
  provider,
  paymentId,
  amount,
  at,
}: Extract<SalesReport, { type: 'payment.stray' | 'payment.returned' }>) => ({
  provider,
  paymentId,
  money: amount,
  at: Date.parse(at),
});

/** What operators' pages read again. */
const CHANGED = {
  'order.paid': 'billing.changed',
  'order.closed': 'billing.changed',
  'order.refunded': 'billing.changed',
  'refund.requested': 'billing.changed',
  'refund.refused': 'billing.changed',
  'payment.stray': 'billing.changed',
  'payment.returned': 'billing.changed',
  'contact.requested': 'requests.changed',
  'owner.left': null,
} as const satisfies Record<SalesReport['type'], string | null>;

function subjectOf(report: SalesReport): object {
  if (report.type === 'contact.requested') return { requestId: report.requestId };
  return report.type === 'owner.left' ? { ownerId: report.ownerId } : { orderId: report.orderId };
}
