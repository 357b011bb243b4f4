import type { OwnerOrder } from '@kaitong/contract';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import styles from './Orders.module.css';

const icons: Record<OwnerOrder['state'], IconName> = {
  created: 'clock',
  paid: 'check',
  cancelled: 'ban',
  expired: 'clock',
  refunded: 'undo',
};

export function OrderTag({ state }: { state: OwnerOrder['state'] }) {
  const t = useText();
  return (
    <span className={`${styles.tag} ${styles[state]}`}>
      <Icon name={icons[state]} size={16} /> {t(`orders.states.${state}`)}
    </span>
  );
}
