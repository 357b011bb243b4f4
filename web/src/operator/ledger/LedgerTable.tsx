import type { ReactNode } from 'react';
import { useText } from '../texts/index.ts';
import styles from './ledger.module.css';

/** Accounts with their two sides, as journal and trial balance both show them. */
export function LedgerTable({ label, children, total }: { label: string; children: ReactNode; total?: ReactNode }) {
  const t = useText();
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('ledger.account')}</th>
          <th scope="col" className={styles.amount}>
            {t('ledger.debit')}
          </th>
          <th scope="col" className={styles.amount}>
            {t('ledger.credit')}
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
      {total && <tfoot>{total}</tfoot>}
    </table>
  );
}
