import { statementCsvPath } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useLanguage } from '../../../i18n/texts.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { TimeText } from '../../../ui/TimeText.tsx';
import billing from '../../billing/Billing.module.css';
import { StatementTotals } from '../../billing/StatementTotals.tsx';
import { EmptyState } from '../../frame/EmptyState.tsx';
import filterBar from '../../frame/FilterBar.module.css';
import { LoadedPages } from '../../frame/LoadedPages.tsx';
import { NoMatch } from '../../frame/NoMatch.tsx';
import { useText } from '../../texts/index.ts';
import { MonthFilter } from '../MonthFilter.tsx';
import { MakerFilter } from '../makers/MakerFilter.tsx';
import { moneyQueries, type StatementFilter } from '../money-queries.ts';

const route = getRouteApi('/signed-in/operator/statements');

/** All makers' monthly statements, each with its lines as a file. */
export function StatementsTab() {
  const t = useText();
  const [language] = useLanguage();
  const { accountId, month } = route.useSearch();
  const navigate = useNavigate();
  const filter = (next: StatementFilter) =>
    void navigate({
      to: '/operator/statements',
      search: { tab: 'statements', accountId, month, ...next },
      replace: true,
    });
  return (
    <>
      <search className={filterBar.bar}>
        <MakerFilter value={accountId} onChange={(next) => filter({ accountId: next })} />
        <MonthFilter value={month} onChange={(next) => filter({ month: next })} />
      </search>
      <LoadedPages
        query={useInfiniteQuery(moneyQueries.statements({ accountId, month }))}
        empty={
          accountId || month ? (
            <NoMatch onClear={() => filter({ accountId: undefined, month: undefined })} />
          ) : (
            <EmptyState title={t('settlements.noStatements')} text={t('settlements.noStatementsText')} />
          )
        }
      >
        {(statements) =>
          statements.map(({ id, month: of, accountName: name, createdAt, totals }) => (
            <section key={id} className={billing.statement}>
              <header>
                <h3>{t('settlements.heading', { name, month: of })}</h3>
                <span className={billing.soft}>
                  <TimeText at={createdAt} />
                </span>
                <Button
                  size="small"
                  icon={<Icon name="download" />}
                  href={`${statementCsvPath(id)}?language=${language}`}
                  download
                  aria-label={t('settlements.csvOf', { name, month: of })}
                >
                  {t('billing.statement.csv')}
                </Button>
              </header>
              <StatementTotals month={t('settlements.heading', { name, month: of })} totals={totals} />
            </section>
          ))
        }
      </LoadedPages>
    </>
  );
}
