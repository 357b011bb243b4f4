import { Icon, type IconName } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import styles from './Orders.module.css';
import type { ShownState } from './shown-state.ts';

const icons: Record<ShownState, IconName> = {
  created: 'clock',
  paid: 'check',
  cancelled: 'ban',
  expired: 'clock',
  refunded: 'undo',
  owed: 'undo',
};

export function OrderTag({ state }: { state: ShownState }) {
  const t = useText();
  return (
    <span className={`${styles.tag} ${styles[state]}`}>
      <Icon name={icons[state]} size={16} /> {t(`orders.states.${state}`)}
    </span>
  );
}
