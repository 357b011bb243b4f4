import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { EmptyState } from '../../frame/EmptyState.tsx';
import { FilterBar } from '../../frame/FilterBar.tsx';
import { NoMatch } from '../../frame/NoMatch.tsx';
import { Page } from '../../frame/Page.tsx';
import { PagedTable } from '../../frame/PagedTable.tsx';
import { Panel } from '../../frame/Panel.tsx';
import { useText } from '../../texts/index.ts';
import { MonthFilter } from '../MonthFilter.tsx';
import { MakerFilter } from '../makers/MakerFilter.tsx';
import { moneyQueries, type SoldOrderFilter } from '../money-queries.ts';
import { RefundOrder } from './RefundOrder.tsx';
import { RegionFilter } from './RegionFilter.tsx';
import { type SoldOrder, useOrderColumns } from './use-order-columns.tsx';

const route = getRouteApi('/signed-in/operator/orders');
const UNFILTERED: SoldOrderFilter = { search: undefined, region: undefined, accountId: undefined, month: undefined };

/** Every paid order of every region, with the maker's share; here money is given back. */
export function OrdersPage() {
  const t = useText();
  const filters = route.useSearch();
  const { search, region, accountId, month } = filters;
  const navigate = useNavigate();
  const [refunding, setRefunding] = useState<SoldOrder | null>(null);
  const filter = (next: SoldOrderFilter) =>
    void navigate({ to: '/operator/orders', search: { ...filters, ...next }, replace: true });
  return (
    <Page title={t('soldOrders.title')} lead={t('soldOrders.text')}>
      <Panel>
        <FilterBar search={search} placeholder={t('soldOrders.search')} onSearch={(next) => filter({ search: next })}>
          <MakerFilter value={accountId} onChange={(next) => filter({ accountId: next })} />
          <RegionFilter value={region} onChange={(next) => filter({ region: next })} />
          <MonthFilter value={month} onChange={(next) => filter({ month: next })} />
        </FilterBar>
        <PagedTable
          label={t('soldOrders.title')}
          query={useInfiniteQuery(moneyQueries.orders({ search, region, accountId, month }))}
          columns={useOrderColumns(setRefunding)}
          keyOf={({ orderId }) => orderId}
          empty={
            Object.values(filters).some(Boolean) ? (
              <NoMatch onClear={() => filter(UNFILTERED)} />
            ) : (
              <EmptyState title={t('soldOrders.empty')} text={t('soldOrders.emptyText')} />
            )
          }
        />
      </Panel>
      {refunding && <RefundOrder order={refunding} onClose={() => setRefunding(null)} />}
    </Page>
  );
}
