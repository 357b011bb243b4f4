import { operator, SaleState } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { FilterSelect } from '../../desk/table/FilterSelect.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { type ProductFilter, salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import { SuspendProduct } from './SuspendProduct.tsx';
import { type ActivatedProduct, useProductColumns } from './use-product-columns.tsx';
import { WaiversDialog } from './WaiversDialog.tsx';

const route = getRouteApi('/signed-in/personal/products');

/** Every maker's activated products, to suspend the sale of one and to lift that again. */
export function ProductsPage() {
  const t = useText();
  const { search, sale } = route.useSearch();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<ActivatedProduct | null>(null);
  const [waived, setWaived] = useState<ActivatedProduct | null>(null);
  const filter = (next: ProductFilter) =>
    void navigate({ to: '/products', search: { search, sale, ...next }, replace: true });
  return (
    <Page title={t('operatorProducts.title')} lead={t('operatorProducts.text')}>
      <Panel>
        <FilterBar
          search={search}
          placeholder={t('operatorProducts.search')}
          onSearch={(next) => filter({ search: next })}
        >
          <FilterSelect
            label={t('operatorProducts.sale')}
            all={t('sale.all')}
            value={sale}
            options={SaleState.options.map((value) => ({ value, label: t(`sale.states.${value}`) }))}
            onChange={(next) => filter({ sale: next })}
          />
          <SaveList path={operator.listActivatedProducts.path} filter={{ search, sale }} />
        </FilterBar>
        <PagedTable
          label={t('operatorProducts.title')}
          query={useInfiniteQuery(salesQueries.products({ search, sale }))}
          columns={useProductColumns(setAsked, setWaived)}
          keyOf={({ pid }) => pid}
          empty={
            search || sale ? (
              <NoMatch onClear={() => filter({ search: undefined, sale: undefined })} />
            ) : (
              <EmptyState picture="camera" title={t('operatorProducts.empty')} text={t('operatorProducts.emptyText')}>
                <LinkButton to="/makers" search={{}}>
                  {t('makers.title')}
                </LinkButton>
              </EmptyState>
            )
          }
        />
      </Panel>
      {asked && <SuspendProduct product={asked} onClose={() => setAsked(null)} />}
      {waived && <WaiversDialog product={waived} onClose={() => setWaived(null)} />}
    </Page>
  );
}
