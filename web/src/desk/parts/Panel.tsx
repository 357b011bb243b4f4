import type { ReactNode } from 'react';
import styles from './Panel.module.css';

type Props = { title?: string; extra?: ReactNode; children: ReactNode };

/** A surface with an optional heading. */
export function Panel({ title, extra, children }: Props) {
  return (
    <section className={styles.panel}>
      {title && (
        <div className={styles.head}>
          <h2 className={styles.title}>{title}</h2>
          {extra}
        </div>
      )}
      {children}
    </section>
  );
}
