import type { control, Output } from '@kaitong/contract';
import { useMoney } from '../frame/use-money.ts';
import { useText } from '../texts/index.ts';
import styles from './Billing.module.css';

type Totals = Output<typeof control.listStatements>['items'][number]['totals'];

/** One line a currency: how a month's shares became what is to be paid. */
export function StatementTotals({ month, totals }: { month: string; totals: Totals }) {
  const t = useText();
  const money = useMoney();
  if (totals.length === 0) return <p className={styles.soft}>{t('billing.statement.nothing')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section className={styles.scroll} tabIndex={0} aria-label={month}>
      <table className={styles.totals}>
        <thead>
          <tr>
            <th scope="col">{t('billing.statement.currency')}</th>
            <th scope="col">{t('billing.statement.counts')}</th>
            <th scope="col">{t('billing.statement.share')}</th>
            <th scope="col">{t('billing.statement.reversed')}</th>
            <th scope="col">{t('billing.statement.carried')}</th>
            <th scope="col">{t('billing.statement.settled')}</th>
            <th scope="col">{t('billing.statement.paidOut')}</th>
          </tr>
        </thead>
        <tbody>
          {totals.map((one) => (
            <tr key={one.currency}>
              <th scope="row">{one.currency}</th>
              <td>
                {one.orders} / {one.refunds}
              </td>
              <td>{money(one.share)}</td>
              <td>{money(one.reversed)}</td>
              <td>{money(one.carried)}</td>
              <td className={styles.due}>{money(one.settled)}</td>
              <td>{money(one.paidOut)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
