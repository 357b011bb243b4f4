import type { AccountId, Money, OrderId, PaymentId, RefundId } from '@kaitong/contract';
import { add, negate } from '../money/arithmetic.ts';
import type { Time } from '../plans/calendar.ts';
import { type LedgerAccount, type Posting, type Transaction, transaction } from './transaction.ts';

/** Whose share, and how much of it; in another currency than the payment outside mainland China. */
export type MakerShare = { account: AccountId; money: Money };

/** Debits one account and credits the other. */
const move = (money: Money, debit: LedgerAccount, credit: LedgerAccount): Posting[] => [
  { account: debit, money },
  { account: credit, money: negate(money) },
];
const accrue = ({ account, money }: MakerShare): Posting[] => move(money, 'share', `accrued:${account}`);
const clearing = (provider: string): LedgerAccount => `clearing:${provider}`;

/** An order was paid: the money is with the provider, and the maker's share begins to be owed. */
export const postOrderPaid = (paid: {
  orderId: OrderId;
  provider: string;
  money: Money;
  /** null: a trial, or nobody to share with. */
  share: MakerShare | null;
  at: Time;
}): Transaction =>
  transaction(`order.paid:${paid.orderId}`, paid.at, [
    ...move(paid.money, clearing(paid.provider), 'revenue'),
    ...(paid.share ? accrue(paid.share) : []),
  ]);

/** A refund was confirmed: `share` is the part that it reverses (`shareReversed`). */
export const postOrderRefunded = (refund: {
  orderId: OrderId;
  refundId: RefundId;
  provider: string;
  money: Money;
  share: MakerShare | null;
  at: Time;
}): Transaction =>
  transaction(`order.refunded:${refund.orderId}:${refund.refundId}`, refund.at, [
    ...move(refund.money, 'refunds', clearing(refund.provider)),
    ...(refund.share ? accrue({ ...refund.share, money: negate(refund.share.money) }) : []),
  ]);

type Stray = { provider: string; paymentId: PaymentId; money: Money; at: Time };

/** The provider took money that no order can take. */
export const postPaymentStray = ({ provider, paymentId, money, at }: Stray): Transaction =>
  transaction(`payment.stray:${provider}:${paymentId}`, at, move(money, clearing(provider), 'unapplied'));

/** It gave that money back. */
export const postPaymentReturned = ({ provider, paymentId, money, at }: Stray): Transaction =>
  transaction(`payment.returned:${provider}:${paymentId}`, at, move(money, 'unapplied', clearing(provider)));

/** The provider paid out what it had taken: `money` arrived, `fee` it kept. */
export const postCollected = (payout: {
  provider: string;
  id: string;
  money: Money;
  fee: Money;
  at: Time;
}): Transaction =>
  transaction(`collected:${payout.provider}:${payout.id}`, payout.at, [
    { account: 'bank', money: payout.money },
    { account: 'fees', money: payout.fee },
    { account: clearing(payout.provider), money: negate(add(payout.money, payout.fee)) },
  ]);

/** What a statement over an accrued balance settles: a balance below zero, after refunds, waits for the next one. */
export const settledOf = (accrued: Money): Money => (accrued.amount > 0 ? accrued : { ...accrued, amount: 0 });

/** A statement was made: what was accrued is due. */
export const postShareSettled = (statement: {
  account: AccountId;
  statementId: string;
  money: Money;
  at: Time;
}): Transaction =>
  transaction(
    `share.settled:${statement.statementId}:${statement.money.currency}`,
    statement.at,
    move(statement.money, `accrued:${statement.account}`, `due:${statement.account}`),
  );

/** The maker was paid. */
export const postPayout = (payout: { account: AccountId; payoutId: string; money: Money; at: Time }): Transaction =>
  transaction(`payout:${payout.payoutId}`, payout.at, move(payout.money, `due:${payout.account}`, 'bank'));
