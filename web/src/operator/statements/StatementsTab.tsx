import { operator } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Statement } from '../../desk/selling/Statement.tsx';
import filterBar from '../../desk/table/FilterBar.module.css';
import { LoadedPages } from '../../desk/table/LoadedPages.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { MonthFilter } from '../filters/MonthFilter.tsx';
import { MakerFilter } from '../makers/MakerFilter.tsx';
import { moneyQueries, type StatementFilter } from '../money-queries.ts';
import { useText } from '../texts/index.ts';

const route = getRouteApi('/signed-in/personal/statements');

/** All makers' monthly statements, each with its lines as a file. */
export function StatementsTab() {
  const t = useText();
  const { accountId, month } = route.useSearch();
  const navigate = useNavigate();
  const filter = (next: StatementFilter) =>
    void navigate({
      to: '/statements',
      search: { tab: 'statements', accountId, month, ...next },
      replace: true,
    });
  return (
    <>
      <search className={filterBar.bar}>
        <MakerFilter value={accountId} onChange={(next) => filter({ accountId: next })} />
        <MonthFilter value={month} onChange={(next) => filter({ month: next })} />
        <SaveList path={operator.listStatementsForOperator.path} filter={{ accountId, month }} />
      </search>
      <LoadedPages
        query={useInfiniteQuery(moneyQueries.statements({ accountId, month }))}
        empty={
          accountId || month ? (
            <NoMatch onClear={() => filter({ accountId: undefined, month: undefined })} />
          ) : (
            <EmptyState
              picture="receipt"
              title={t('settlements.noStatements')}
              text={t('settlements.noStatementsText')}
            >
              <LinkButton to="/orders" search={{}}>
                {t('soldOrders.title')}
              </LinkButton>
            </EmptyState>
          )
        }
      >
        {(statements) =>
          statements.map((one) => (
            <Statement
              key={one.id}
              heading={t('settlements.heading', { name: one.accountName, month: one.month })}
              statement={one}
            />
          ))
        }
      </LoadedPages>
    </>
  );
}
