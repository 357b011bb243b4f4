import type { ReactNode } from 'react';
import styles from './Panel.module.css';

type Props = {
  title?: string;
  extra?: ReactNode;
  /** Where an address leads to it. */
  id?: string;
  children: ReactNode;
};

/** A part of a page, with an optional heading: parts that follow each other stand on one surface. */
export function Panel({ title, extra, id, children }: Props) {
  return (
    <section id={id} className={styles.panel}>
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

/** Parts that stand next to each other where there is room for it. */
export function Beside({ children }: { children: ReactNode }) {
  return <div className={styles.beside}>{children}</div>;
}
