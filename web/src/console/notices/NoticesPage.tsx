import type { Notice } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { MailChoicePanel } from './MailChoicePanel.tsx';
import { NoticeText } from './NoticeText.tsx';

/** What the account was told, and of what the user gets mail. */
export function NoticesPage() {
  const t = useText();
  const notices = useInfiniteQuery(queries.notices());
  const newest = notices.data?.pages[0]?.items[0];
  const read = useAct((until: string) => api.readNotices({ body: { until } }), {
    done: t('notices.readAll'),
    refresh: ['notices'],
  });
  const columns: Column<Notice>[] = [
    {
      key: 'what',
      title: t('notices.title'),
      wide: true,
      phone: 'name',
      cell: (notice) => <NoticeText notice={notice} />,
    },
    { key: 'at', title: t('webhooks.at'), cell: ({ at }) => <TimeText at={at} /> },
    {
      key: 'new',
      title: t('webhooks.state'),
      phone: 'state',
      cell: ({ isRead }) => (isRead ? null : <StateTag tone="running" icon="bell" text={t('notices.isNew')} />),
    },
  ];
  return (
    <Page
      title={t('notices.title')}
      lead={t('notices.text')}
      actions={
        newest?.isRead === false && (
          <Button loading={read.isPending} onClick={() => read.mutate(newest.id)}>
            {t('notices.readAll')}
          </Button>
        )
      }
    >
      <Panel>
        <PagedTable
          label={t('notices.title')}
          query={notices}
          columns={columns}
          keyOf={({ id }) => id}
          empty={
            <EmptyState picture="bell" title={t('notices.empty')} text={t('notices.emptyText')}>
              <LinkButton to="/my/services/video-cloud-storage" search={{ tab: 'items' }}>
                {t('billing.toItems')}
              </LinkButton>
            </EmptyState>
          }
        />
      </Panel>
      <MailChoicePanel />
    </Page>
  );
}
