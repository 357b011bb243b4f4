import { useCallback } from 'react';
import { useText } from '../texts/index.ts';
import { splitAccount } from './ledger-account.ts';

/** What an account of the books is called, with whose it is. */
export function useAccountName(): (account: string, maker?: string | null) => string {
  const t = useText();
  return useCallback(
    (account, maker) => {
      const { kind, of } = splitAccount(account);
      if (kind === undefined) return account;
      const whose = maker ?? of;
      const name = t(`ledger.accounts.${kind}`);
      return whose === null ? name : `${name} · ${whose}`;
    },
    [t],
  );
}
