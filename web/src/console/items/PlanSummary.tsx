import type { Money, ServiceItem } from '@kaitong/contract';
import { useMoney } from '../../desk/words/use-money.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Icon } from '../../ui/Icon.tsx';
import { lowestPrices } from '../plans/summarise-plans.ts';
import { useText } from '../texts/index.ts';
import styles from './Items.module.css';

type Props = { item: ServiceItem; open: boolean; onToggle: () => void };

/** What a product sells in one line: whose choice it is and how much, and what it costs at least; it unfolds all prices. */
export function PlanSummary({ item: { plans, plansChosen }, open, onToggle }: Props) {
  const t = useText();
  const money = useMoney();
  const regionNames = useRegionNames();
  const prices = lowestPrices(plans);
  const [first] = prices;
  if (!first) return <span className={styles.soft}>{t('items.nothingOnSale')}</span>;
  const from = (price: Money) => t('plans.from', { price: money(price) });
  return (
    <div className={styles.plans}>
      <button type="button" className={styles.fold} aria-expanded={open} onClick={onToggle}>
        <Icon name="forward" />
        {t(plansChosen ? 'plans.chosen' : 'plans.default')} · {t('plans.count', { n: plans.length })}
      </button>
      <span
        className={styles.soft}
        title={prices.map(({ region, price }) => `${regionNames([region])} ${from(price)}`).join('\n')}
      >
        {from(first.price)}
      </span>
    </div>
  );
}
