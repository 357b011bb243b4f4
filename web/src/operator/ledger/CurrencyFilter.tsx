import type { Currency } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';

type Props = { value: Currency | undefined; onChange: (currency: Currency | undefined) => void };

/** One of the currencies that stand in the books. */
export function CurrencyFilter({ value, onChange }: Props) {
  const t = useText();
  const { data } = useQuery(moneyQueries.trialBalance());
  const booked = (data?.items ?? []).map(({ money }) => money.currency);
  const currencies = [...new Set([...booked, ...(value ? [value] : [])])].sort();
  return (
    <Select<Currency | ''>
      value={value ?? ''}
      aria-label={t('ledger.currency')}
      style={{ minWidth: 130 }}
      onChange={(next) => onChange(next === '' ? undefined : next)}
      options={[
        { value: '', label: t('operatorMoney.allCurrencies') },
        ...currencies.map((currency) => ({ value: currency, label: currency })),
      ]}
    />
  );
}
