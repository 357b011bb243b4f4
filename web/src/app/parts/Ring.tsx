import type { ReactNode } from 'react';
import styles from './Ring.module.css';

/** A thin line around something that will not last: `fraction` of it is left. The words beside it say the same. */
export function Ring({ fraction, children }: { fraction: number; children: ReactNode }) {
  return (
    <div className={styles.ring}>
      <svg className={styles.line} aria-hidden="true">
        <rect className={styles.all} x="1.5" y="1.5" rx="18" />
        <rect className={styles.left} x="1.5" y="1.5" rx="18" pathLength={1} strokeDasharray={`${fraction} 1`} />
      </svg>
      {children}
    </div>
  );
}
