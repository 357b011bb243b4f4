import type { sales } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { z } from 'zod';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import type { Column } from '../frame/DataTable.tsx';
import { EmptyState } from '../frame/EmptyState.tsx';
import { FilterBar } from '../frame/FilterBar.tsx';
import { LinkButton } from '../frame/LinkButton.tsx';
import { NoMatch } from '../frame/NoMatch.tsx';
import { PagedTable } from '../frame/PagedTable.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { useRegionNames } from '../use-region-names.ts';

type Item = z.output<typeof sales.listServiceItems.reply>['items'][number];
const route = getRouteApi('/signed-in/my/services/video-cloud-storage');

/** 服务商品: the activated PIDs, and the firmware that the factory should ship at least. */
export function ItemsTab() {
  const t = useText();
  const { search } = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery(queries.serviceItems(search));
  const setSearch = (next: string | undefined) =>
    void navigate({ to: '/my/services/video-cloud-storage', search: { tab: 'items', search: next }, replace: true });
  return (
    <>
      <FilterBar search={search} placeholder={t('manage.searchItems')} onSearch={setSearch} />
      <PagedTable
        label={t('manage.items')}
        query={query}
        columns={useColumns()}
        keyOf={(item) => item.pid}
        empty={
          search ? (
            <NoMatch onClear={() => setSearch(undefined)} />
          ) : (
            <EmptyState title={t('common.noData')} text={t('manage.itemsEmptyText')}>
              <LinkButton to="/my/services/video-cloud-storage" search={{ tab: 'applications' }}>
                {t('manage.applications')}
              </LinkButton>
            </EmptyState>
          )
        }
      />
    </>
  );
}

function useColumns(): Column<Item>[] {
  const t = useText();
  const regionNames = useRegionNames();
  return [
    { key: 'product', title: t('manage.column.product'), wide: true, cell: ({ productName }) => productName },
    { key: 'pid', title: t('manage.column.pid'), cell: ({ pid }) => <Ident value={pid} /> },
    {
      key: 'firmware',
      title: t('manage.column.firmware'),
      cell: ({ firmware }) => t('manage.firmwareAtLeast', { firmware }),
    },
    {
      key: 'regions',
      title: t('manage.column.regions'),
      cell: ({ lagging }) =>
        lagging.length === 0 ? t('manage.allRegions') : t('manage.laggingRegions', { regions: regionNames(lagging) }),
    },
    { key: 'at', title: t('manage.column.activatedAt'), cell: ({ activatedAt }) => <TimeText at={activatedAt} /> },
    {
      key: 'sample',
      title: t('manage.column.sample'),
      cell: ({ applicationId }) => (
        <Link to="/applications/$id" params={{ id: applicationId }}>
          {t('failed.details')}
        </Link>
      ),
    },
  ];
}
