import { maker, type ServiceOrder } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { TextButton } from '../../desk/parts/TextButton.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { AgreementModal } from '../market/AgreementModal.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

type Order = z.output<typeof ServiceOrder>;

/** 我的订单: the service orders that submitting applications has made. */
export function MyOrdersPage() {
  const t = useText();
  const [reading, setReading] = useState<string | null>(null);
  const columns: Column<Order>[] = [
    { key: 'id', title: t('orders.id'), cell: ({ id }) => <Ident value={id} /> },
    {
      key: 'service',
      title: t('orders.service'),
      phone: 'name',
      cell: ({ serviceId }) => t(`services.${serviceId}.name`),
    },
    {
      key: 'state',
      title: t('orders.state'),
      phone: 'state',
      cell: ({ state }) => (
        <StateTag
          tone={state === 'in_force' ? 'verified' : 'none'}
          icon={state === 'in_force' ? 'check' : 'ban'}
          text={t(`orders.states.${state}`)}
        />
      ),
    },
    {
      key: 'version',
      title: t('orders.version'),
      cell: ({ agreementVersion }) => (
        <TextButton onClick={() => setReading(agreementVersion)}>{agreementVersion}</TextButton>
      ),
    },
    {
      key: 'created',
      title: t('orders.createdAt'),
      phone: 'labelled',
      cell: ({ createdAt }) => <TimeText at={createdAt} />,
    },
    {
      key: 'effective',
      title: t('orders.effectiveAt'),
      phone: 'labelled',
      cell: ({ effectiveAt }) => <TimeText at={effectiveAt} />,
    },
  ];
  return (
    <Page title={t('orders.title')} actions={<SaveList path={maker.listServiceOrders.path} />}>
      <Panel>
        <PagedTable
          label={t('orders.title')}
          query={useInfiniteQuery(queries.serviceOrders())}
          columns={columns}
          keyOf={(order) => order.id}
          empty={
            <EmptyState picture="receipt" title={t('orders.empty')} text={t('orders.emptyText')}>
              <LinkButton look="primary" to="/market" search={{}}>
                {t('mine.toMarket')}
              </LinkButton>
            </EmptyState>
          }
        />
      </Panel>
      {reading !== null && <AgreementModal version={reading} onClose={() => setReading(null)} />}
    </Page>
  );
}
