import type { ReactNode } from 'react';
import styles from './ButtonRow.module.css';

/** What can be done with footage, side by side. */
export const ButtonRow = ({ children }: { children: ReactNode }) => <div className={styles.row}>{children}</div>;
