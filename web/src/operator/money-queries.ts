import type { AccountId, Currency, OrderId, Region } from '@kaitong/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { paged } from '../desk/calls/paged.ts';
import { api } from './api.ts';

export type LedgerFilter = {
  account?: string | undefined;
  currency?: Currency | undefined;
  search?: string | undefined;
};
export type SoldOrderFilter = {
  search?: string | undefined;
  region?: Region | undefined;
  accountId?: AccountId | undefined;
  month?: string | undefined;
};
export type StatementFilter = Pick<SoldOrderFilter, 'accountId' | 'month'>;
type MakerFilter = { search?: string | undefined; due?: boolean | undefined };

/** The first part of the keys of everything that the books say. */
export const MONEY = 'operator-money';

/** What the operator's pages about people and money read. */
export const moneyQueries = {
  makers: ({ search, due }: MakerFilter) =>
    paged([MONEY, 'makers', search, due], (cursor) =>
      api.listMakers({ query: { cursor, search, due: due ? 'true' : undefined } }),
    ),
  orders: (filter: SoldOrderFilter) =>
    paged([MONEY, 'orders', filter], (cursor) => api.listOrdersForOperator({ query: { cursor, ...filter } })),
  refundPreview: (orderId: OrderId, amount: number) =>
    queryOptions({
      queryKey: [MONEY, 'refund', orderId, amount],
      queryFn: () => api.previewRefund({ params: { orderId }, query: { amount } }),
      placeholderData: keepPreviousData,
    }),
  ledger: (filter: LedgerFilter) =>
    paged([MONEY, 'ledger', filter], (cursor) => api.listLedger({ query: { cursor, ...filter } })),
  trialBalance: () => queryOptions({ queryKey: [MONEY, 'balances'], queryFn: () => api.getTrialBalance({}) }),
  statements: (filter: StatementFilter) =>
    paged([MONEY, 'statements', filter], (cursor) => api.listStatementsForOperator({ query: { cursor, ...filter } })),
  /** A look is recorded: read when somebody asks for it, and not again by itself. */
  payoutChannel: (accountId: AccountId) =>
    queryOptions({
      queryKey: ['payout-channel-of-maker', accountId],
      queryFn: () => api.getPayoutChannelOfMaker({ params: { accountId } }),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
    }),
  /** So is a search for people. */
  owners: (search: string) => ({
    ...paged(['owners-found', search], (cursor) => api.listOwners({ query: { search, cursor } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  }),
};
