import { statementCsvPath } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { EmptyState } from '../frame/EmptyState.tsx';
import { LoadedPages } from '../frame/LoadedPages.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Billing.module.css';
import { StatementTotals } from './StatementTotals.tsx';

/** The monthly statements, each with its lines as a file. */
export function StatementsTab() {
  const t = useText();
  const [language] = useLanguage();
  return (
    <LoadedPages
      query={useInfiniteQuery(queries.statements())}
      empty={<EmptyState title={t('billing.statement.empty')} text={t('billing.statement.emptyText')} />}
    >
      {(statements) =>
        statements.map(({ id, month, createdAt, totals }) => (
          <section key={id} className={styles.statement}>
            <header>
              <h3>{month}</h3>
              <span className={styles.soft}>
                <TimeText at={createdAt} />
              </span>
              <Button
                size="small"
                icon={<Icon name="download" />}
                href={`${statementCsvPath(id)}?language=${language}`}
                download
                aria-label={t('billing.statement.csvOf', { month })}
              >
                {t('billing.statement.csv')}
              </Button>
            </header>
            <StatementTotals month={month} totals={totals} />
          </section>
        ))
      }
    </LoadedPages>
  );
}
