import type { ReactNode } from 'react';
import styles from './PictureStrip.module.css';

type Props = {
  label: string;
  /** What its values mean. */
  about?: string;
  children: ReactNode;
};

/** One line of the strip: what it shows, and the seconds from the left to the right. */
export function StripRow({ label, about, children }: Props) {
  return (
    <div className={styles.row}>
      <span className={`${styles.label} ${about ? styles.explained : ''}`} title={about}>
        {label}
      </span>
      {children}
    </div>
  );
}
