import { controlReports, OrderId, type Pid, Region } from '@kaitong/contract';
import { planeToken } from '@kaitong/server/testing';
import type { Maker } from '../../activation/testing/people.ts';
import type { RunningRig } from '../../activation/testing/rig.ts';
import { bearer, clientWith, PLANE_SECRET } from './cast.ts';

/** What an account earned: an order of its product in a statement, and where its share is to be paid. */
export type Sold = {
  orderId: OrderId;
  /** In fen; no other amount of the cast is the same. */
  paid: number;
  statementId: string;
  payoutHolder: string;
  /** When the account's agreement came in force. */
  agreedAt: string;
};

/** No region of this name is played, so nobody else numbers its reports. */
const REGION = Region.parse('elsewhere');

export async function gatherSold(rig: RunningRig, maker: Maker, pid: Pid): Promise<Sold> {
  const orderId = OrderId.parse(`or${'sold'.padEnd(18, '0')}`);
  const money = { amount: 47_110, currency: 'CNY' } as const;
  const control = clientWith(controlReports, rig.url, bearer(planeToken(PLANE_SECRET, REGION, 'control' as Region)));
  const report = {
    type: 'order.paid',
    orderId,
    pid,
    uuid: 'a'.repeat(20),
    planId: null,
    terms: { kind: 'event', retentionDays: 7 },
    trial: false,
    listPrice: money,
    usDollarListPrice: null,
    paid: money,
    couponId: null,
    provider: 'sandbox',
    paymentId: 'payment-of-the-cast',
    paidAt: new Date().toISOString(),
  } as const;
  await control.reportSales({ body: { region: REGION, reports: [{ seq: 1, report }] } });
  const statementId = `st${'sold'.padEnd(18, '0')}`;
  const { pool } = rig.control;
  await pool.query(`INSERT INTO statement (id, account_id, month) VALUES ($1, $2, '2026-01')`, [
    statementId,
    maker.accountId,
  ]);
  await pool.query('UPDATE sold_order SET statement_id = $1 WHERE id = $2', [statementId, orderId]);
  const payoutHolder = '只有本账号可见';
  const channel = { method: 'bank', holder: payoutHolder, account: '6222021234567890', bank: null } as const;
  await maker.console.putPayoutChannel({ body: { ...channel, currency: 'CNY' } });
  const [contract] = (await maker.listContracts({})).items;
  return { orderId, paid: money.amount, statementId, payoutHolder, agreedAt: contract?.from ?? '' };
}
