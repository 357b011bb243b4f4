import type { control, Output } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Switch } from 'antd';
import { useState } from 'react';
import { useAct } from '../../desk/calls/use-act.ts';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { type Column, DataTable } from '../../desk/table/DataTable.tsx';
import { api } from '../api.ts';
import { salesQueries } from '../sales-queries.ts';
import { ToTasks } from '../ToTasks.tsx';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import { HideService } from './HideService.tsx';

export type Service = Output<typeof control.listServiceCatalogue>['items'][number];

/** The shelves of the market: badges, and what new makers are shown. */
export function ServicesPage() {
  const t = useText();
  const mayChange = useMayChange();
  const [hiding, setHiding] = useState<Service | null>(null);
  const columns: Column<Service>[] = [
    {
      key: 'service',
      title: t('operatorServices.service'),
      wide: true,
      phone: 'name',
      cell: ({ id }) => t(`services.${id}.name`),
    },
    {
      key: 'category',
      title: t('operatorServices.category'),
      cell: ({ category }) => t(`categories.${category}`),
    },
    {
      key: 'available',
      title: t('operatorServices.available'),
      phone: 'state',
      cell: ({ available }) =>
        available ? (
          <StateTag tone="verified" icon="check" text={t('operatorServices.availableYes')} />
        ) : (
          <StateTag tone="none" icon="show" text={t('operatorServices.availableNo')} />
        ),
    },
    { key: 'makers', title: t('operatorServices.makers'), number: true, cell: ({ makers }) => makers },
    {
      key: 'hot',
      title: t('operatorServices.hot'),
      phone: 'labelled',
      cell: (service) => <Hot service={service} mayChange={mayChange} />,
    },
    {
      key: 'listed',
      title: t('operatorServices.listed'),
      phone: 'labelled',
      cell: (service) => <Listed service={service} mayChange={mayChange} onHide={() => setHiding(service)} />,
    },
  ];
  return (
    <Page title={t('operatorServices.title')} lead={t('operatorServices.text')}>
      <Panel>
        <Loaded query={useQuery(salesQueries.services())}>
          {({ items }) => (
            <DataTable
              label={t('operatorServices.title')}
              items={items}
              columns={columns}
              keyOf={({ id }) => id}
              empty={
                <EmptyState picture="cloud" title={t('common.noData')}>
                  <ToTasks />
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Panel>
      {hiding && <HideService service={hiding} onClose={() => setHiding(null)} />}
    </Page>
  );
}

type CellProps = { service: Service; mayChange: boolean };

function Hot({ service: { id, hot }, mayChange }: CellProps) {
  const t = useText();
  const change = useChange(id);
  return (
    <Switch
      checked={hot}
      disabled={!mayChange}
      loading={change.isPending}
      aria-label={t('operatorServices.hotOf', { name: t(`services.${id}.name`) })}
      onChange={(next) => change.mutate({ hot: next })}
    />
  );
}

function Listed({ service: { id, listed }, mayChange, onHide }: CellProps & { onHide: () => void }) {
  const t = useText();
  const change = useChange(id);
  return (
    <Switch
      checked={listed}
      disabled={!mayChange}
      loading={change.isPending}
      aria-label={t('operatorServices.listedOf', { name: t(`services.${id}.name`) })}
      onChange={(next) => (next ? change.mutate({ listed: true }) : onHide())}
    />
  );
}

function useChange(serviceId: Service['id']) {
  const t = useText();
  return useAct((body: { hot: boolean } | { listed: true }) => api.changeService({ params: { serviceId }, body }), {
    done: t('operatorServices.changed'),
    refresh: ['operator'],
  });
}
