import type { ServiceItem } from '@kaitong/contract';
import { useMoney } from '../../desk/words/use-money.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Icon } from '../../ui/Icon.tsx';
import { lowestPrices, rowsOfPlans } from '../plans/summarise-plans.ts';
import { useText } from '../texts/index.ts';
import styles from './Items.module.css';

type Props = { item: ServiceItem; open: boolean; onToggle: () => void };

/** What a product sells in three lines: kinds and lengths, what it costs at least, and the fold of everything else. */
export function PlanSummary({ item: { plans, plansChosen }, open, onToggle }: Props) {
  const t = useText();
  const money = useMoney();
  const regionNames = useRegionNames();
  const rows = rowsOfPlans(plans);
  if (rows.length === 0) return <span className={styles.soft}>{t('items.nothingOnSale')}</span>;
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  return (
    <div className={styles.lines}>
      {kinds.map((kind) => {
        const lengths = rows.filter((row) => row.kind === kind).map(({ days }) => days);
        return (
          <div key={kind}>{t('plans.nameOfTerms', { kind: t(`plans.kind.${kind}`), days: lengths.join(' / ') })}</div>
        );
      })}
      <div className={`${styles.soft} ${styles.prices}`}>
        {lowestPrices(plans).map(({ region, price }) => (
          <span key={region} className="whole">
            {regionNames([region])} {t('plans.from', { price: money(price) })}
          </span>
        ))}
      </div>
      <button type="button" className={styles.fold} aria-expanded={open} onClick={onToggle}>
        <Icon name="forward" />
        {t(plansChosen ? 'plans.chosen' : 'plans.default')} · {t('plans.count', { n: plans.length })}
      </button>
    </div>
  );
}
