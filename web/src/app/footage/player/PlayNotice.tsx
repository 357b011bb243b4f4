import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../../ui/Icon.tsx';
import styles from './Player.module.css';

/** Why there is no picture, where the picture would be. */
export function PlayNotice({ icon, title, text, children }: NoticeProps) {
  return (
    <div className={styles.notice} role="alert">
      <Icon name={icon} size={28} />
      <strong>{title}</strong>
      <p>{text}</p>
      {children && <div className={styles.noticeActions}>{children}</div>}
    </div>
  );
}

type NoticeProps = { icon: IconName; title: string; text: string; children?: ReactNode };
