import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import styles from './LinkRow.module.css';

type Props = { icon: IconName; title: string; text?: ReactNode };

/** What stands in a row that leads to another page. */
export function LinkRow({ icon, title, text }: Props) {
  return (
    <>
      <span className={styles.icon}>
        <Icon name={icon} size={22} />
      </span>
      <span className={styles.words}>
        <span className={styles.title}>{title}</span>
        {text && <span className={styles.text}>{text}</span>}
      </span>
      <Icon name="forward" size={18} />
    </>
  );
}

export const linkRowClass = styles.row ?? '';
