import type { ReactNode } from 'react';
import styles from './Facts.module.css';

type Props = {
  facts: readonly (readonly [string, ReactNode])[];
  /** `line`: as they stand under a page's title, each value behind its name. */
  as?: 'columns' | 'line';
};

/** Names and values, as many beside each other as there is room for. */
export function Facts({ facts, as = 'columns' }: Props) {
  return (
    <dl className={as === 'line' ? styles.line : styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
