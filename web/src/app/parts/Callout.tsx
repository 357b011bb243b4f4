import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import styles from './Callout.module.css';

type Tone = 'info' | 'waiting' | 'verified' | 'refused';
const icons: Record<Tone, IconName> = { info: 'info', waiting: 'alert', verified: 'check', refused: 'alert' };

/** `flush`: fills the surface that it stands on. */
type Props = { tone: Tone; title?: string; children?: ReactNode; role?: 'alert' | 'status'; flush?: boolean };

/** Something to know before going on: by icon and words, never by colour alone. */
export function Callout({ tone, title, children, role, flush = false }: Props) {
  return (
    <div className={`${styles.callout} ${styles[tone]} ${flush ? styles.flush : ''}`} role={role}>
      <Icon name={icons[tone]} size={20} />
      <div className={styles.words}>
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
