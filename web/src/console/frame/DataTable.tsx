import type { ReactNode } from 'react';
import { useMedia } from '../../ui/use-media.ts';
import styles from './DataTable.module.css';

export type Column<T> = {
  key: string;
  title: string;
  cell: (item: T) => ReactNode;
  /** Takes the room that others leave. */
  wide?: boolean;
};

type Props<T> = { label: string; columns: Column<T>[]; items: T[]; keyOf: (item: T) => string; empty: ReactNode };

/** A table that keeps its header in view; on narrow screens each row becomes a card with its labels. */
export function DataTable<T>({ label, columns, items, keyOf, empty }: Props<T>) {
  const narrow = useMedia('(max-width: 1010px)');
  if (items.length === 0) return empty;
  // One column takes the room that is left: the others need only what they hold.
  const tight = columns.some((column) => column.wide) ? styles.tight : '';
  return narrow ? (
    <Cards label={label} columns={columns} items={items} keyOf={keyOf} />
  ) : (
    <table className={`${styles.table} ${tight}`} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={column.wide ? styles.wide : undefined}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={keyOf(item)}>
            {columns.map((column) => (
              <td key={column.key} className={column.wide ? styles.wide : undefined}>
                {column.cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards<T>({ label, columns, items, keyOf }: Omit<Props<T>, 'empty'>) {
  return (
    <ul className={styles.cards} aria-label={label}>
      {items.map((item) => (
        <li key={keyOf(item)}>
          <dl>
            {columns.map((column) => (
              <div key={column.key}>
                <dt>{column.title}</dt>
                <dd>{column.cell(item)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
