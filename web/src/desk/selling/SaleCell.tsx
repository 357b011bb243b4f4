import type { ServiceItem } from '@kaitong/contract';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';
import styles from './SaleCell.module.css';
import { SaleTag } from './SaleTag.tsx';

/** Whether owners can buy, since when, and the reason where it was given. */
export function SaleCell({ sale: { state, since, reason } }: Pick<ServiceItem, 'sale'>) {
  const t = useText();
  return (
    <div className={styles.lines} style={{ minWidth: reason ? 140 : 0, maxWidth: 180 }}>
      <SaleTag state={state} />
      <span className={styles.soft}>
        <TimeText at={since} />
      </span>
      {reason && <span className={styles.soft}>{t('sale.reason', { reason })}</span>}
    </div>
  );
}
