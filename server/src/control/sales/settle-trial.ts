import type { Region, SalesReport } from '@kaitong/contract';
import { releaseTrial, spendTrial } from '@kaitong/core';
import type { ControlTransaction } from '../context.ts';
import { findClaim, lockTrial } from './claim-trial.ts';
import { noteClosed } from './closed-orders.ts';

type Settled = Extract<SalesReport, { type: 'order.paid' | 'order.closed' }>;

/** What an order's end means for the unit's trial, within the transaction that takes the report: used up, or given back. */
export async function settleTrial(trx: ControlTransaction, region: Region, report: Settled): Promise<void> {
  if (report.type === 'order.paid' && !report.trial) return;
  const { uuid } = report;
  const orderId = report.orderId;
  await lockTrial(trx, uuid);
  const claim = await findClaim(trx, uuid);
  if (report.type === 'order.paid') {
    const { orderId: order_id, state } = spendTrial(claim, orderId);
    await trx
      .insertInto('trial')
      .values({ uuid, order_id, region, pid: report.pid, state })
      .onConflict((conflict) => conflict.column('uuid').doUpdateSet({ state }))
      .execute();
    return;
  }
  await noteClosed(trx, orderId);
  if (claim !== null && releaseTrial(claim, orderId) === null)
    await trx.deleteFrom('trial').where('uuid', '=', uuid).execute();
}
