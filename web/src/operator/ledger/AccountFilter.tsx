import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { isMakers, splitAccount } from './ledger-account.ts';
import { useAccountName } from './use-account-name.ts';

type Props = { value: string | undefined; onChange: (account: string | undefined) => void };

/** The platform's own accounts. Those of makers are too many for a list: a link in an entry leads to one. */
export function AccountFilter({ value, onChange }: Props) {
  const t = useText();
  const accountName = useAccountName();
  const { data } = useQuery(moneyQueries.trialBalance());
  const own = (data?.items ?? []).map(({ account }) => account).filter((one) => !isMakers(splitAccount(one).kind));
  const accounts = [...new Set([...own, ...(value ? [value] : [])])];
  return (
    <Select<string>
      value={value ?? ''}
      aria-label={t('ledger.account')}
      style={{ minWidth: 200 }}
      onChange={(next) => onChange(next || undefined)}
      options={[
        { value: '', label: t('ledger.allAccounts') },
        ...accounts.map((account) => ({ value: account, label: accountName(account) })),
      ]}
    />
  );
}
