import type { ReactNode } from 'react';
import styles from './PictureStrip.module.css';

/** One line of the strip: what it shows, and the seconds from the left to the right. */
export function StripRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <span className={styles.label}>{label}</span>
      {children}
    </div>
  );
}
