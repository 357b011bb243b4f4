import type { Currency, Money } from '@kaitong/contract';
import { ACCOUNT_KINDS, isMakers, splitAccount } from './ledger-account.ts';

type Balance = { account: string; money: Money };
type Sides = { debit: number; credit: number };
/** `account` is the account itself, or `accrued` or `due` for those of all `makers` together. */
export type BalanceLine = Sides & { account: string; makers: number };
export type CurrencyBalance = Sides & { currency: Currency; lines: BalanceLine[] };

/**
 * The balances by currency, as accountants read them. Makers' accounts, of which there may be thousands, stand in one line
 * for each kind, with both sides: one that owes us must not vanish among those that we owe.
 */
export function trialBalance(items: readonly Balance[]): CurrencyBalance[] {
  const currencies = [...new Set(items.map(({ money }) => money.currency))].sort();
  return currencies.map((currency) => {
    const lines = linesOf(items.filter(({ money }) => money.currency === currency));
    return { currency, lines, ...total(lines) };
  });
}

function linesOf(balances: readonly Balance[]): BalanceLine[] {
  const lines = new Map<string, BalanceLine>();
  for (const { account, money } of balances) {
    const { kind } = splitAccount(account);
    const ofMakers = kind !== undefined && isMakers(kind);
    const name = ofMakers ? kind : account;
    const line = lines.get(name) ?? { account: name, makers: 0, debit: 0, credit: 0 };
    lines.set(name, {
      ...line,
      ...total([line, { debit: Math.max(0, money.amount), credit: Math.max(0, -money.amount) }]),
      makers: line.makers + (ofMakers && money.amount !== 0 ? 1 : 0),
    });
  }
  return [...lines.values()]
    .filter(({ debit, credit }) => debit !== 0 || credit !== 0)
    .sort((a, b) => rank(a) - rank(b) || a.account.localeCompare(b.account));
}

const total = (sides: readonly Sides[]): Sides => ({
  debit: sides.reduce((sum, { debit }) => sum + debit, 0),
  credit: sides.reduce((sum, { credit }) => sum + credit, 0),
});

const rank = ({ account }: BalanceLine): number => {
  const { kind } = splitAccount(account);
  return kind === undefined ? ACCOUNT_KINDS.length : ACCOUNT_KINDS.indexOf(kind);
};
