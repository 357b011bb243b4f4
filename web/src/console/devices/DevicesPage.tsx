import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert } from 'antd';
import { DataTable } from '../frame/DataTable.tsx';
import { EmptyState } from '../frame/EmptyState.tsx';
import { FilterBar } from '../frame/FilterBar.tsx';
import { Loaded } from '../frame/Loaded.tsx';
import { NoMatch } from '../frame/NoMatch.tsx';
import { Page } from '../frame/Page.tsx';
import { Panel } from '../frame/Panel.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { useRegionNames } from '../use-region-names.ts';
import { ProductFilter } from './ProductFilter.tsx';
import { useDeviceColumns } from './use-device-columns.tsx';

const route = getRouteApi('/signed-in/personal/devices');

/** Paired devices of the account's products, asked from every region. */
export function DevicesPage() {
  const t = useText();
  const regionNames = useRegionNames();
  const { pid, search } = route.useSearch();
  const navigate = useNavigate();
  const devices = useQuery(queries.devices({ pid, search }));
  const columns = useDeviceColumns();
  const filter = (next: { pid?: string | undefined; search?: string | undefined }) =>
    void navigate({ to: '/devices', search: { pid, search, ...next }, replace: true });
  return (
    <Page title={t('devices.title')}>
      <Panel>
        <FilterBar search={search} placeholder={t('devices.search')} onSearch={(next) => filter({ search: next })}>
          <ProductFilter pid={pid} onChange={(next) => filter({ pid: next })} />
        </FilterBar>
        <Loaded query={devices}>
          {({ items, unreachable }) => (
            <>
              {unreachable.length > 0 && (
                <Alert
                  type="warning"
                  showIcon
                  style={{ marginBottom: 16 }}
                  title={t('devices.unreachable', { regions: regionNames(unreachable) })}
                />
              )}
              <DataTable
                label={t('devices.title')}
                columns={columns}
                items={items}
                keyOf={(device) => device.deviceId}
                empty={
                  pid || search ? (
                    <NoMatch onClear={() => filter({ pid: undefined, search: undefined })} />
                  ) : (
                    <EmptyState title={t('devices.empty')} text={t('devices.emptyText')} />
                  )
                }
              />
            </>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}
