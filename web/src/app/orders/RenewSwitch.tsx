import type { Money, PlanPeriod } from '@kaitong/contract';
import { Group } from '../parts/Group.tsx';
import { Switch } from '../parts/Switch.tsx';
import { useMoneyText } from './texts/index.ts';
import { useMoney } from './use-order-name.ts';

type Props = { on: boolean; price: Money; period: PlanPeriod; onChange: (on: boolean) => void };

/** Off until somebody turns it on: what it agrees to stands beside it, with the price. */
export function RenewSwitch({ on, price, period, onChange }: Props) {
  const t = useMoneyText();
  const money = useMoney();
  return (
    <Group>
      <Switch
        label={t('renewal.switch')}
        explanation={t('renewal.consent', { period: t(`renewal.${period}`), price: money(price) })}
        checked={on}
        onChange={onChange}
      />
    </Group>
  );
}
