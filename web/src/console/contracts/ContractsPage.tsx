import type { control, Output } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { TextButton } from '../../desk/parts/TextButton.tsx';
import { type Column, DataTable } from '../../desk/table/DataTable.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { AgreementModal } from '../market/AgreementModal.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

type Contract = Output<typeof control.listContracts>['items'][number];

/** 合约管理: the agreement versions that the account agreed to, each with the time it was in force. */
export function ContractsPage() {
  const t = useText();
  const [language] = useLanguage();
  const contracts = useQuery(queries.contracts(language));
  const [reading, setReading] = useState<string | null>(null);
  const columns = useColumns(setReading);
  return (
    <Page title={t('contracts.title')} lead={t('contracts.text')}>
      {contracts.data?.items.map(({ newer }) => newer && <NewerVersion key={newer} version={newer} />)}
      <Panel>
        <Loaded query={contracts}>
          {({ items }) => (
            <DataTable
              label={t('contracts.title')}
              items={items}
              columns={columns}
              keyOf={({ agreementVersion, from }) => `${agreementVersion} ${from}`}
              empty={
                <EmptyState picture="edit" title={t('contracts.empty')} text={t('contracts.emptyText')}>
                  <LinkButton look="primary" to="/market" search={{}}>
                    {t('mine.toMarket')}
                  </LinkButton>
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Panel>
      {reading !== null && <AgreementModal version={reading} onClose={() => setReading(null)} />}
    </Page>
  );
}

function NewerVersion({ version }: { version: string }) {
  const t = useText();
  return (
    <Alert
      type="info"
      showIcon
      style={{ marginBottom: 16 }}
      title={t('contracts.newer', { version })}
      description={t('contracts.newerText')}
      action={<LinkButton to="/services/video-cloud-storage/apply">{t('contracts.goRead')}</LinkButton>}
    />
  );
}

function useColumns(read: (version: string) => void): Column<Contract>[] {
  const t = useText();
  return [
    {
      key: 'service',
      title: t('contracts.service'),
      phone: 'name',
      cell: ({ serviceId }) => t(`services.${serviceId}.name`),
    },
    {
      key: 'agreement',
      title: t('contracts.agreement'),
      wide: true,
      cell: ({ title, agreementVersion }) => (
        <>
          <div>{title}</div>
          <TextButton onClick={() => read(agreementVersion)}>
            {t('agreement.version', { version: agreementVersion })} · {t('contracts.read')}
          </TextButton>
        </>
      ),
    },
    {
      key: 'percent',
      title: t('contracts.percent'),
      number: true,
      cell: ({ sharePercent }) => t('billing.order.percent', { percent: sharePercent }),
    },
    { key: 'from', title: t('contracts.from'), phone: 'labelled', cell: ({ from }) => <TimeText at={from} exact /> },
    {
      key: 'until',
      title: t('contracts.until'),
      phone: 'labelled',
      cell: ({ until }) => (until ? <TimeText at={until} exact /> : t('contracts.now')),
    },
    {
      key: 'state',
      title: t('contracts.state'),
      phone: 'state',
      cell: ({ until }) =>
        until === null ? (
          <StateTag tone="verified" icon="check" text={t('contracts.inForce')} />
        ) : (
          <StateTag tone="none" icon="ban" text={t('contracts.ended')} />
        ),
    },
  ];
}
