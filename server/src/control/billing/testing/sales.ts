import {
  isRefusal,
  type Money,
  PaymentId,
  type Pid,
  RefundId,
  Region,
  type SalesReport,
  Uuid,
} from '@kaitong/contract';
import { randomId } from '../../../secrets/ids.ts';
import { newOrderId } from '../../../secrets/new-ids.ts';
import type { ControlContext } from '../../context.ts';
import { reportSales } from '../take-sales-reports.ts';

type Paid = Extract<SalesReport, { type: 'order.paid' }>;
type Refunded = Extract<SalesReport, { type: 'order.refunded' }>;

/** A region of a test: numbers its reports and hands them in. */
export function openFeed(context: ControlContext, region = Region.parse(randomId('r', 9))) {
  let last = 0;
  const hand = async (reports: { seq: number; report: SalesReport }[]): Promise<number> => {
    const answer = await reportSales(context, { from: region }, { body: { region, reports } } as never);
    if (isRefusal(answer)) throw new Error(answer.code);
    return answer.taken;
  };
  return {
    region,
    /** As they are, numbers included. */
    hand,
    async report(...reports: SalesReport[]): Promise<void> {
      const numbered = reports.map((report) => ({ seq: ++last, report }));
      if ((await hand(numbered)) !== last) throw new Error(`${region} is behind`);
    },
  };
}

export const yen = (amount: number): Money => ({ amount, currency: 'JPY' });
export const cents = (amount: number): Money => ({ amount, currency: 'USD' });
export const fen = (amount: number): Money => ({ amount, currency: 'CNY' });

/** One month of 7-day event storage, sold in Japan for 100 yen. */
export const paidReport = (pid: Pid, sold: Partial<Paid> = {}): Paid => ({
  type: 'order.paid',
  orderId: newOrderId(),
  pid,
  uuid: Uuid.parse(randomId('', 20)),
  planId: null,
  terms: { kind: 'event', retentionDays: 7 },
  trial: false,
  listPrice: yen(100),
  usDollarListPrice: cents(1000),
  paid: yen(100),
  couponId: null,
  provider: 'sandbox',
  paymentId: PaymentId.parse(randomId('pay-', 12)),
  paidAt: new Date().toISOString(),
  ...sold,
});

export const refundReport = (order: Paid, amount: number, refund: Partial<Refunded> = {}): Refunded => ({
  type: 'order.refunded',
  orderId: order.orderId,
  refundId: RefundId.parse(randomId('rf', 18)),
  amount: { ...order.paid, amount },
  refundedBefore: { ...order.paid, amount: 0 },
  whole: amount === order.paid.amount,
  at: order.paidAt,
  ...refund,
});
