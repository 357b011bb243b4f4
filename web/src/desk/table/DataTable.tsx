import { Fragment, memo, type ReactElement, type ReactNode } from 'react';
import { useRows } from '../rows.ts';
import styles from './DataTable.module.css';

export type Column<T> = {
  key: string;
  title: string;
  cell: (item: T) => ReactNode;
  /** Takes the room that others leave. */
  wide?: boolean;
  /** In compact rows its first part ends in dots rather than in a second line. */
  oneLine?: boolean;
  /** On a phone each row is two lines: what it is and how it stands, and below all that has no place of its own. */
  phone?: 'name' | 'state' | 'labelled' | 'action' | 'none';
  /** Amounts and counts: set flush right, so that digits stand below digits. */
  number?: boolean;
};

type Props<T> = {
  label: string;
  columns: Column<T>[];
  items: T[];
  keyOf: (item: T) => string;
  /** What says the next step; null where there is always something. */
  empty: ReactElement | null;
  /** What stands below a row, over all columns; nothing where it gives null. */
  below?: ((item: T) => ReactNode) | undefined;
};

/**
 * A table that keeps its header in view; on narrow screens each row becomes a card with its labels, or two lines where the
 * columns say which is the name. Both are the same elements: a dialogue that a row has opened, and what was typed into it, outlives a resized window.
 */
export function DataTable<T>({ label, columns, items, keyOf, empty, below }: Props<T>) {
  const compact = useRows() === 'compact' ? styles.compact : '';
  if (items.length === 0) return empty;
  // One column takes the room that is left: the others need only what they hold.
  const tight = columns.some((column) => column.wide) ? styles.tight : '';
  const lines = columns.some((column) => column.phone === 'name') ? styles.lines : '';
  return (
    <table className={`${styles.table} ${tight} ${lines} ${compact}`} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={classOf(column)} data-phone={column.phone}>
              <span>{column.title}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Fragment key={keyOf(item)}>
            <Row item={item} columns={columns} />
            {below && <Below columns={columns.length}>{below(item)}</Below>}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function Cells<T>({ item, columns }: Pick<Props<T>, 'columns'> & { item: T }) {
  return (
    <tr>
      {columns.map((column) => (
        <td
          key={column.key}
          className={classOf(column)}
          data-label={column.title}
          data-phone={column.phone ?? (column.number ? 'labelled' : 'more')}
        >
          <div className={column.oneLine ? styles.oneLine : undefined}>{column.cell(item)}</div>
        </td>
      ))}
    </tr>
  );
}

/** Where columns stay the same objects, hundreds of rows that are there are not drawn again with each that comes. */
const Row = memo(Cells) as typeof Cells;

const classOf = ({ wide, number }: { wide?: boolean; number?: boolean }) =>
  wide ? styles.wide : number ? styles.number : undefined;

function Below({ columns, children }: { columns: number; children: ReactNode }) {
  return children === null ? null : (
    <tr className={styles.below}>
      <td colSpan={columns} className={styles.wide}>
        {children}
      </td>
    </tr>
  );
}
