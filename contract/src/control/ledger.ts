import { z } from 'zod';
import { AccountId, Instant, Pid, Region } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { Currency, enteredMoney, Money } from '../money.ts';
import { OrderId, PaymentId, PlanTerms, RefundId } from '../plans.ts';
import { Month, PayoutChannel, Statement } from './billing.ts';

const LedgerEntry = z
  .object({
    key: z.string(),
    at: Instant,
    /** `maker`: whose account of the books it is; null for the platform's own. */
    postings: z.array(z.object({ account: z.string(), maker: z.string().nullable(), money: Money })),
  })
  .meta({ id: 'LedgerEntry' });

const OperatorOrder = z
  .object({
    orderId: OrderId,
    region: Region,
    pid: Pid,
    productName: z.string().nullable(),
    /** null: of a product that control does not know; nobody has a share in it. */
    accountId: AccountId.nullable(),
    accountName: z.string().nullable(),
    trial: z.boolean(),
    terms: PlanTerms,
    state: z.enum(['paid', 'partly_refunded', 'refunded']),
    paid: Money,
    refunded: Money,
    /** Asked of the provider, and not answered yet. */
    refunding: Money,
    /** What is owed: the provider refused to give it back, was not asked anew, and it did not come back in another way. */
    refundRefused: z.object({ amount: Money, at: Instant }).nullable(),
    sharePercent: z.int(),
    /** After refunds. */
    share: Money,
    /** The part of the share that refunds took back. */
    reversed: Money,
    paidAt: Instant,
    provider: z.string(),
    paymentId: PaymentId.nullable(),
  })
  .meta({ id: 'OperatorOrder' });

/** The books, as the operator reads and keeps them. */
export const ledger = {
  listLedger: op({
    method: 'GET',
    path: '/api/v1/operator/ledger',
    summary: 'Transactions, newest first',
    caller: 'operator',
    query: z.object({
      ...pageQuery,
      account: z.string().max(80).optional(),
      currency: Currency.optional(),
      search: z.string().max(80).optional(),
    }),
    reply: page(LedgerEntry),
  }),
  getTrialBalance: op({
    method: 'GET',
    path: '/api/v1/operator/ledger/balances',
    summary: 'Balance of every account by currency; each currency sums up to zero',
    caller: 'operator',
    reply: z.object({
      items: z.array(z.object({ account: z.string(), money: Money })),
      balanced: z.boolean(),
    }),
  }),
  listOrdersForOperator: op({
    method: 'GET',
    path: '/api/v1/operator/orders',
    summary: 'Paid orders of all regions, newest first',
    caller: 'operator',
    query: z.object({
      ...pageQuery,
      search: z.string().max(80).optional(),
      region: Region.optional(),
      accountId: AccountId.optional(),
      month: Month.optional(),
    }),
    reply: page(OperatorOrder),
  }),
  previewRefund: op({
    method: 'GET',
    path: '/api/v1/operator/orders/:orderId/refund',
    summary: 'What giving back so much, in minor units of what was paid, would take back of the maker’s share',
    caller: 'operator',
    params: z.object({ orderId: OrderId }),
    query: z.object({ amount: z.coerce.number().int().min(1) }),
    reply: z.object({ reversed: Money, shareLeft: Money }),
  }),
  refundOrderAsOperator: op({
    method: 'POST',
    path: '/api/v1/operator/orders/:orderId/refund',
    summary: 'Give back any amount up to what is left, without touching what is granted',
    caller: 'operator',
    params: z.object({ orderId: OrderId }),
    body: z.object({
      /** Made by whoever asks. The same again, after an outage, is the same refund. */
      refundId: RefundId,
      amount: enteredMoney(1),
      reason: z.string().trim().min(1).max(400),
    }),
    reply: z.object({}),
  }),
  listStatementsForOperator: op({
    method: 'GET',
    path: '/api/v1/operator/statements',
    summary: 'Statements of all makers, newest first',
    caller: 'operator',
    query: z.object({ ...pageQuery, accountId: AccountId.optional(), month: Month.optional() }),
    reply: page(Statement.extend({ accountId: AccountId, accountName: z.string() })),
  }),
  getPayoutChannelOfMaker: op({
    method: 'GET',
    path: '/api/v1/operator/makers/:accountId/payout-channel',
    summary: 'Where a maker’s shares are paid to, with the whole number; administrators only, and recorded',
    caller: 'operator',
    params: z.object({ accountId: AccountId }),
    reply: z.object({ channel: PayoutChannel.nullable() }),
  }),
  recordPayout: op({
    method: 'POST',
    path: '/api/v1/operator/payouts',
    summary: 'Record that a maker was paid; the same id again is the same payout',
    caller: 'operator',
    body: z.object({
      payoutId: z.string().regex(/^[A-Za-z0-9._-]{4,64}$/),
      accountId: AccountId,
      money: enteredMoney(1),
    }),
    reply: z.object({}),
  }),
  recordCollection: op({
    method: 'POST',
    path: '/api/v1/operator/collections',
    summary: 'Record that a payment provider paid out what it had taken, less its fee',
    caller: 'operator',
    body: z.object({
      id: z.string().regex(/^[A-Za-z0-9._-]{4,64}$/),
      provider: z.string().regex(/^[a-z0-9-]{1,32}$/),
      money: enteredMoney(1),
      fee: enteredMoney(0),
    }),
    reply: z.object({}),
  }),
};
