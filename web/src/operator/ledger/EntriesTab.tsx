import { operator } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { LoadedPages } from '../../desk/table/LoadedPages.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { type LedgerFilter, moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { AccountFilter } from './AccountFilter.tsx';
import { CurrencyFilter } from './CurrencyFilter.tsx';
import { LedgerEntry } from './LedgerEntry.tsx';

const route = getRouteApi('/signed-in/personal/ledger');

/** The journal, newest first. */
export function EntriesTab() {
  const t = useText();
  const { account, currency, search } = route.useSearch();
  const navigate = useNavigate();
  const filter = (next: LedgerFilter) =>
    void navigate({ to: '/ledger', search: { account, currency, search, ...next }, replace: true });
  return (
    <>
      <FilterBar search={search} placeholder={t('ledger.search')} onSearch={(next) => filter({ search: next })}>
        <AccountFilter value={account} onChange={(next) => filter({ account: next })} />
        <CurrencyFilter value={currency} onChange={(next) => filter({ currency: next })} />
        <SaveList path={operator.listLedger.path} filter={{ account, currency, search }} />
      </FilterBar>
      <LoadedPages
        query={useInfiniteQuery(moneyQueries.ledger({ account, currency, search }))}
        empty={
          account || currency || search ? (
            <NoMatch onClear={() => filter({ account: undefined, currency: undefined, search: undefined })} />
          ) : (
            <EmptyState picture="receipt" title={t('ledger.empty')} text={t('ledger.emptyText')}>
              <LinkButton to="/orders" search={{}}>
                {t('soldOrders.title')}
              </LinkButton>
            </EmptyState>
          )
        }
      >
        {(entries) => entries.map((entry) => <LedgerEntry key={entry.key} entry={entry} />)}
      </LoadedPages>
    </>
  );
}
