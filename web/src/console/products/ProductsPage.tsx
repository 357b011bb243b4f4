import { maker, type Product } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { ActivationTag } from './ActivationTag.tsx';
import { CreateProduct } from './CreateProduct.tsx';

const route = getRouteApi('/signed-in/personal/products');

export function ProductsPage() {
  const t = useText();
  const { search } = route.useSearch();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const may = useMay();
  const mayCreate = may('createProduct');
  const products = useInfiniteQuery(queries.products(search));
  // Then the button stands where the first product will.
  const isEmpty = !search && products.data?.pages[0]?.items.length === 0;
  const setSearch = (next: string | undefined) =>
    void navigate({ to: '/products', search: { search: next }, replace: true });
  const create = (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => setCreating(true)}>
      {t('products.create')}
    </Button>
  );
  return (
    <Page title={t('products.title')} actions={mayCreate && !isEmpty && create}>
      <Panel>
        <FilterBar search={search} placeholder={t('products.search')} onSearch={setSearch}>
          <SaveList path={maker.listProducts.path} filter={{ search }} />
        </FilterBar>
        <PagedTable
          label={t('products.title')}
          query={products}
          columns={useColumns()}
          keyOf={(product) => product.pid}
          empty={
            search ? (
              <NoMatch onClear={() => setSearch(undefined)} />
            ) : (
              <EmptyState
                picture="camera"
                title={t('products.empty')}
                text={t('products.emptyText')}
                {...(mayCreate && { command: 'npx kaitong products create NAME' })}
              >
                {mayCreate ? create : <AskTeam />}
              </EmptyState>
            )
          }
        />
      </Panel>
      {creating && <CreateProduct onClose={() => setCreating(false)} />}
    </Page>
  );
}

function useColumns(): Column<Product>[] {
  const t = useText();
  return [
    {
      key: 'name',
      title: t('products.name'),
      wide: true,
      phone: 'name',
      cell: ({ pid, name }) => (
        <Link to="/products/$pid" params={{ pid }}>
          {name}
        </Link>
      ),
    },
    { key: 'pid', title: 'PID', cell: ({ pid }) => <Ident value={pid} /> },
    {
      key: 'active',
      title: t('products.activation'),
      phone: 'state',
      cell: (product) => <ActivationTag product={product} />,
    },
    { key: 'licences', title: t('products.licences'), number: true, cell: ({ licences }) => licences },
    { key: 'role', title: t('products.role'), cell: ({ role }) => t(`products.roles.${role}`) },
    { key: 'owner', title: t('products.owner'), cell: ({ ownerName }) => ownerName },
    { key: 'at', title: t('products.createdAt'), phone: 'none', cell: ({ createdAt }) => <TimeText at={createdAt} /> },
  ];
}
