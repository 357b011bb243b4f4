import { Select } from 'antd';
import { serverNow } from '../../api/clock.ts';
import { monthsUntil } from '../../ui/months.ts';
import { useText } from '../texts/index.ts';

type Props = { value: string | undefined; onChange: (month: string | undefined) => void };

/** One of the last three years' months. */
export function MonthFilter({ value, onChange }: Props) {
  const t = useText();
  const months = monthsUntil(serverNow(), 36).reverse();
  return (
    <Select<string>
      value={value ?? ''}
      aria-label={t('operatorMoney.month')}
      style={{ minWidth: 130 }}
      onChange={(next) => onChange(next || undefined)}
      options={[
        { value: '', label: t('operatorMoney.allMonths') },
        ...months.map((month) => ({ value: month, label: month })),
      ]}
    />
  );
}
