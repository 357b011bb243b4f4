import { z } from 'zod';
import { Instant, Pid, Region } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { Currency, Money } from '../money.ts';
import { OrderId, PlanTerms } from '../plans.ts';
import { ServiceId } from './services.ts';

/** 2026-11. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

/** One month of one currency. `share` and its reversals stand in the share's own currency, in a row of that currency. */
const BillingMonth = z.object({
  month: Month,
  currency: Currency,
  orders: z.int(),
  paid: Money,
  refunded: Money,
  share: Money,
});

/** An order as its maker sees it: no owner, no device. */
const MakerOrder = z
  .object({
    orderId: OrderId,
    pid: Pid,
    productName: z.string(),
    region: Region,
    trial: z.boolean(),
    terms: PlanTerms,
    paidAt: Instant,
    listPrice: Money,
    paid: Money,
    refunded: Money,
    sharePercent: z.int(),
    /** After refunds. */
    share: Money,
    coupon: z.string().nullable(),
  })
  .meta({ id: 'MakerOrder' });

export const Statement = z
  .object({
    id: z.string(),
    month: Month,
    createdAt: Instant,
    /** One line a currency. */
    totals: z.array(
      z.object({
        currency: Currency,
        orders: z.int(),
        refunds: z.int(),
        share: Money,
        reversed: Money,
        /** From months before: below zero after refunds of settled orders. */
        carried: Money,
        settled: Money,
        paidOut: Money,
      }),
    ),
  })
  .meta({ id: 'Statement' });

const Contract = z
  .object({
    serviceId: ServiceId,
    agreementVersion: z.string(),
    title: z.string(),
    sharePercent: z.int(),
    from: Instant,
    /** null: in force. */
    until: Instant.nullable(),
    /** A newer version is published and waits for the maker's consent. */
    newer: z.string().nullable(),
  })
  .meta({ id: 'Contract' });

/** Where the maker's shares go (支付渠道配置). Numbers are shown masked once saved. */
export const PayoutChannel = z
  .object({
    method: z.enum(['bank', 'alipay', 'paypal']),
    holder: z.string(),
    account: z.string(),
    bank: z.string().nullable(),
    currency: Currency,
    changedAt: Instant,
  })
  .meta({ id: 'PayoutChannel' });

/** What a maker earns. */
export const billing = {
  getBilling: op({
    method: 'GET',
    path: '/api/v1/billing',
    summary: 'Billing overview (费用概况): income and share by month and currency, and what is owed now',
    caller: 'maker',
    query: z.object({ months: z.coerce.number().int().min(1).max(36).default(12), pid: Pid.optional() }),
    reply: z.object({
      months: z.array(BillingMonth),
      balances: z.array(z.object({ currency: Currency, accrued: Money, due: Money, paidOut: Money })),
    }),
  }),
  listMakerOrders: op({
    method: 'GET',
    path: '/api/v1/billing/orders',
    summary: 'Paid orders of the account’s products with their shares, newest first',
    caller: 'maker',
    query: z.object({ ...pageQuery, month: Month.optional(), pid: Pid.optional() }),
    reply: page(MakerOrder),
  }),
  listStatements: op({
    method: 'GET',
    path: '/api/v1/statements',
    summary: 'Monthly statements, newest first',
    caller: 'maker',
    query: z.object(pageQuery),
    reply: page(Statement),
  }),
  listContracts: op({
    method: 'GET',
    path: '/api/v1/contracts',
    summary: 'Agreement versions that the account agreed to, and their periods',
    caller: 'maker',
    reply: z.object({ items: z.array(Contract) }),
  }),
  getPayoutChannel: op({
    method: 'GET',
    path: '/api/v1/payout-channel',
    summary: 'Where shares are paid to',
    caller: 'maker',
    reply: z.object({ channel: PayoutChannel.nullable() }),
  }),
  putPayoutChannel: op({
    method: 'PUT',
    path: '/api/v1/payout-channel',
    summary: 'Set where shares are paid to; administrators only',
    caller: 'maker',
    body: z.object({
      method: z.enum(['bank', 'alipay', 'paypal']),
      holder: z.string().trim().min(1).max(80),
      account: z.string().trim().min(4).max(80),
      bank: z.string().trim().max(120).nullable(),
      currency: Currency,
    }),
    reply: z.object({ channel: PayoutChannel }),
  }),
};
