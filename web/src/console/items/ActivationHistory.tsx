import type { control, Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';

type Activation = Output<typeof control.listActivations>['items'][number];

/** Every activation of a PID, undone ones too, with what each rested on. */
export function ActivationHistory({ pid }: { pid: string }) {
  const t = useText();
  const may = useMay();
  const columns: Column<Activation>[] = [
    {
      key: 'at',
      title: t('manage.column.activatedAt'),
      phone: 'labelled',
      cell: ({ activatedAt }) => <TimeText at={activatedAt} />,
    },
    {
      key: 'state',
      title: t('orders.state'),
      phone: 'state',
      cell: ({ endedAt }) =>
        endedAt === null ? (
          <StateTag tone="verified" icon="check" text={t('items.inForce')} />
        ) : (
          <StateTag tone="none" icon="ban" text={t('items.undone')} />
        ),
    },
    { key: 'sample', title: t('items.sample'), phone: 'name', cell: ({ deviceId }) => <Ident value={deviceId} /> },
    { key: 'firmware', title: t('application.firmware'), cell: ({ firmware }) => firmware },
    {
      key: 'ended',
      title: t('items.endedAt'),
      phone: 'labelled',
      cell: ({ endedAt }) => (endedAt ? <TimeText at={endedAt} /> : t('common.none')),
    },
    { key: 'reason', title: t('items.undoReason'), wide: true, cell: ({ reason }) => reason ?? t('common.none') },
    {
      key: 'application',
      title: t('items.application'),
      phone: 'action',
      cell: ({ applicationId }) => (
        <Link to="/applications/$id" params={{ id: applicationId }}>
          {t('failed.details')}
        </Link>
      ),
    },
  ];
  return (
    <Panel id="history" title={t('items.history')}>
      <PagedTable
        label={t('items.history')}
        query={useInfiniteQuery(queries.activations(pid))}
        columns={columns}
        keyOf={({ applicationId }) => applicationId}
        empty={
          <EmptyState picture="clock" title={t('items.noHistory')} text={t('items.noHistoryText')}>
            {may('createApplication') ? (
              <LinkButton to="/my/services/video-cloud-storage/add" search={{}}>
                {t('manage.add')}
              </LinkButton>
            ) : (
              <AskTeam />
            )}
          </EmptyState>
        }
      />
    </Panel>
  );
}
