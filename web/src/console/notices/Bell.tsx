import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../ui/Icon.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Bell.module.css';

/** How much the user has not read, and the way there. */
export function Bell() {
  const t = useText();
  const { data } = useQuery(queries.newestNotices());
  const n = data?.unread ?? 0;
  const label = n > 0 ? t('notices.unread', { n }) : t('notices.none');
  return (
    <Link to="/notices" className={styles.bell} aria-label={label} title={label}>
      <Icon name="bell" size={18} />
      {n > 0 && <span className={styles.count}>{n > 99 ? '99+' : n}</span>}
    </Link>
  );
}
