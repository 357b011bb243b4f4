import type { ReactNode } from 'react';
import styles from './Group.module.css';

/** Things that belong together, on one surface. */
export function Group({ title, children, note }: { title?: string; children: ReactNode; note?: ReactNode }) {
  return (
    <section>
      {title && <h2 className={styles.title}>{title}</h2>}
      <div className={styles.surface}>{children}</div>
      {note && <p className={styles.note}>{note}</p>}
    </section>
  );
}

/** Facts of a thing, as names and values. */
export function Facts({ facts }: { facts: readonly { name: string; value: ReactNode }[] }) {
  return (
    <dl>
      {facts.map(({ name, value }) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
