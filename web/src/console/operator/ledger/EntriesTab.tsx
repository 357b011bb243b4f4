import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { EmptyState } from '../../frame/EmptyState.tsx';
import { FilterBar } from '../../frame/FilterBar.tsx';
import { LoadedPages } from '../../frame/LoadedPages.tsx';
import { NoMatch } from '../../frame/NoMatch.tsx';
import { useText } from '../../texts/index.ts';
import { type LedgerFilter, moneyQueries } from '../money-queries.ts';
import { AccountFilter } from './AccountFilter.tsx';
import { CurrencyFilter } from './CurrencyFilter.tsx';
import { LedgerEntry } from './LedgerEntry.tsx';

const route = getRouteApi('/signed-in/operator/ledger');

/** The journal, newest first. */
export function EntriesTab() {
  const t = useText();
  const { account, currency, search } = route.useSearch();
  const navigate = useNavigate();
  const filter = (next: LedgerFilter) =>
    void navigate({ to: '/operator/ledger', search: { account, currency, search, ...next }, replace: true });
  return (
    <>
      <FilterBar search={search} placeholder={t('ledger.search')} onSearch={(next) => filter({ search: next })}>
        <AccountFilter value={account} onChange={(next) => filter({ account: next })} />
        <CurrencyFilter value={currency} onChange={(next) => filter({ currency: next })} />
      </FilterBar>
      <LoadedPages
        query={useInfiniteQuery(moneyQueries.ledger({ account, currency, search }))}
        empty={
          account || currency || search ? (
            <NoMatch onClear={() => filter({ account: undefined, currency: undefined, search: undefined })} />
          ) : (
            <EmptyState title={t('ledger.empty')} text={t('ledger.emptyText')} />
          )
        }
      >
        {(entries) => entries.map((entry) => <LedgerEntry key={entry.key} entry={entry} />)}
      </LoadedPages>
    </>
  );
}
