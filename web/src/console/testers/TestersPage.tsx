import type { control, Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { App, Button, type InputRef } from 'antd';
import { useRef } from 'react';
import { useAct } from '../../desk/calls/use-act.ts';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { LinkTester } from './LinkTester.tsx';

type Tester = Output<typeof control.listTesters>['items'][number];

/** App accounts that let this maker see their devices' verification footage. */
export function TestersPage() {
  const t = useText();
  const regionNames = useRegionNames();
  const may = useMay();
  const code = useRef<InputRef>(null);
  const columns: Column<Tester>[] = [
    { key: 'name', title: t('testers.name'), wide: true, phone: 'name', cell: ({ ownerName }) => ownerName },
    { key: 'region', title: t('common.region'), phone: 'state', cell: ({ region }) => regionNames([region]) },
    { key: 'at', title: t('testers.linkedAt'), cell: ({ linkedAt }) => <TimeText at={linkedAt} /> },
  ];
  if (may('unlinkTester'))
    columns.push({
      key: 'action',
      title: t('common.actions'),
      phone: 'action',
      cell: (tester) => <Unlink tester={tester} />,
    });
  return (
    <Page title={t('testers.title')} lead={t('testers.text')}>
      {may('linkTester') && (
        <Panel>
          <LinkTester input={code} />
        </Panel>
      )}
      <Panel>
        <PagedTable
          label={t('testers.title')}
          query={useInfiniteQuery(queries.testers())}
          columns={columns}
          keyOf={(tester) => tester.id}
          empty={
            <EmptyState picture="person" title={t('testers.empty')} text={t('testers.emptyText')}>
              {may('linkTester') ? (
                <Button onClick={() => code.current?.focus()}>{t('testers.enterCode')}</Button>
              ) : (
                <AskTeam />
              )}
            </EmptyState>
          }
        />
      </Panel>
    </Page>
  );
}

function Unlink({ tester: { id, ownerName } }: { tester: Tester }) {
  const t = useText();
  const { modal } = App.useApp();
  const unlink = useAct(() => api.unlinkTester({ params: { id } }), {
    done: t('testers.unlinked'),
    refresh: ['testers'],
  });
  const ask = () =>
    modal.confirm({
      title: t('testers.unlinkTitle', { name: ownerName }),
      content: t('testers.unlinkText'),
      okText: t('testers.unlink'),
      okButtonProps: { danger: true },
      onOk: () => unlink.mutate(),
    });
  return (
    <Button size="small" danger loading={unlink.isPending} onClick={ask}>
      {t('testers.unlink')}
    </Button>
  );
}
