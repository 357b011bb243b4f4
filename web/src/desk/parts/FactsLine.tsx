import type { ReactNode } from 'react';
import styles from './FactsLine.module.css';

/** What stands in one line under a page's title, as far as there is room: each value behind its name. */
export function FactsLine({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.line}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
