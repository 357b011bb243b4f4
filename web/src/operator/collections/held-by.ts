import type { Money } from '@kaitong/contract';
import { splitAccount } from '../ledger/ledger-account.ts';

/** What each provider holds by the books, one line a currency. */
export const heldBy = (balances: readonly { account: string; money: Money }[]) =>
  balances.flatMap(({ account, money }) => {
    const { kind, of } = splitAccount(account);
    return kind === 'clearing' && of !== null ? [{ provider: of, money }] : [];
  });
