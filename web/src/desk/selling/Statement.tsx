import { type maker, type Output, statementCsvPath } from '@kaitong/contract';
import { Button } from 'antd';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';
import { useMoney } from '../words/use-money.ts';
import styles from './Statement.module.css';

type Shown = Pick<Output<typeof maker.listStatements>['items'][number], 'id' | 'createdAt' | 'totals'>;
type Totals = Shown['totals'];

/** A monthly statement: its sums, and its lines as a file. */
export function Statement({ heading, statement: { id, createdAt, totals } }: { heading: string; statement: Shown }) {
  const t = useText();
  const [language] = useLanguage();
  return (
    <section className={styles.statement}>
      <header>
        <h3>{heading}</h3>
        <span className={styles.soft}>
          <TimeText at={createdAt} />
        </span>
        <Button
          size="small"
          icon={<Icon name="download" />}
          href={`${statementCsvPath(id)}?language=${language}`}
          download
          aria-label={t('statement.csvOf', { heading })}
        >
          {t('statement.csv')}
        </Button>
      </header>
      <StatementTotals heading={heading} totals={totals} />
    </section>
  );
}

/** One line a currency: how a month's shares became what is to be paid. */
function StatementTotals({ heading, totals }: { heading: string; totals: Totals }) {
  const t = useText();
  const money = useMoney();
  if (totals.length === 0) return <p className={styles.soft}>{t('statement.nothing')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section className={styles.scroll} tabIndex={0} aria-label={heading}>
      <table className={styles.totals}>
        <thead>
          <tr>
            <th scope="col">{t('statement.currency')}</th>
            <th scope="col">{t('statement.counts')}</th>
            <th scope="col">{t('statement.share')}</th>
            <th scope="col">{t('statement.reversed')}</th>
            <th scope="col">{t('statement.carried')}</th>
            <th scope="col">{t('statement.settled')}</th>
            <th scope="col">{t('statement.paidOut')}</th>
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
