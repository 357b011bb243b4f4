import { maker } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { SilentRegions } from '../../desk/parts/SilentRegions.tsx';
import { DataTable } from '../../desk/table/DataTable.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { LoadedPages } from '../../desk/table/LoadedPages.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { ProductFilter } from './ProductFilter.tsx';
import { useDeviceColumns } from './use-device-columns.tsx';

const route = getRouteApi('/signed-in/personal/devices');

/** Paired devices of the account's products, asked from every region. */
export function DevicesPage() {
  const t = useText();
  const { pid, search } = route.useSearch();
  const navigate = useNavigate();
  const devices = useInfiniteQuery(queries.devices({ pid, search }));
  const silent = [...new Set(devices.data?.pages.flatMap(({ unreachable }) => unreachable))];
  const columns = useDeviceColumns();
  const filter = (next: { pid?: string | undefined; search?: string | undefined }) =>
    void navigate({ to: '/devices', search: { pid, search, ...next }, replace: true });
  return (
    <Page title={t('devices.title')}>
      <Panel>
        <FilterBar search={search} placeholder={t('devices.search')} onSearch={(next) => filter({ search: next })}>
          <ProductFilter pid={pid} onChange={(next) => filter({ pid: next })} />
          <SaveList path={maker.listDevices.path} filter={{ pid, search }} />
        </FilterBar>
        <SilentRegions regions={silent} say={(regions) => t('devices.unreachable', { regions })} />
        <LoadedPages
          query={devices}
          empty={
            pid || search ? (
              <NoMatch onClear={() => filter({ pid: undefined, search: undefined })} />
            ) : (
              <EmptyState
                picture="camera"
                title={t('devices.empty')}
                text={t('devices.emptyText')}
                command="npx kaitong pairing-token --region cn --login LOGIN"
              >
                <LinkButton to="/products" search={{}}>
                  {t('menu.products')}
                </LinkButton>
              </EmptyState>
            )
          }
        >
          {(items) => (
            <DataTable
              label={t('devices.title')}
              columns={columns}
              items={items}
              keyOf={(device) => device.deviceId}
              empty={null}
            />
          )}
        </LoadedPages>
      </Panel>
    </Page>
  );
}
