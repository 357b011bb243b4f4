import { operator } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { MonthFilter } from '../filters/MonthFilter.tsx';
import { MakerFilter } from '../makers/MakerFilter.tsx';
import { moneyQueries, type SoldOrderFilter } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { RefundOrder } from './RefundOrder.tsx';
import { RegionFilter } from './RegionFilter.tsx';
import { type SoldOrder, useOrderColumns } from './use-order-columns.tsx';

const route = getRouteApi('/signed-in/personal/orders');
const UNFILTERED: SoldOrderFilter = { search: undefined, region: undefined, accountId: undefined, month: undefined };

/** Every paid order of every region, with the maker's share; here money is given back. */
export function OrdersPage() {
  const t = useText();
  const filters = route.useSearch();
  const { search, region, accountId, month } = filters;
  const navigate = useNavigate();
  const [refunding, setRefunding] = useState<SoldOrder | null>(null);
  const filter = (next: SoldOrderFilter) =>
    void navigate({ to: '/orders', search: { ...filters, ...next }, replace: true });
  return (
    <Page title={t('soldOrders.title')} lead={t('soldOrders.text')}>
      <Panel>
        <FilterBar search={search} placeholder={t('soldOrders.search')} onSearch={(next) => filter({ search: next })}>
          <MakerFilter value={accountId} onChange={(next) => filter({ accountId: next })} />
          <RegionFilter value={region} onChange={(next) => filter({ region: next })} />
          <MonthFilter value={month} onChange={(next) => filter({ month: next })} />
          <SaveList path={operator.listOrdersForOperator.path} filter={filters} />
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
              <EmptyState picture="receipt" title={t('soldOrders.empty')} text={t('soldOrders.emptyText')}>
                <LinkButton to="/plans" search={{}}>
                  {t('operatorPlans.title')}
                </LinkButton>
              </EmptyState>
            )
          }
        />
      </Panel>
      {refunding && <RefundOrder order={refunding} onClose={() => setRefunding(null)} />}
    </Page>
  );
}
