import type { control, Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useAct } from '../../desk/calls/use-act.ts';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { TrustPanel } from '../../desk/trust/TrustPanel.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { CreateKey } from './CreateKey.tsx';

type ApiKey = Output<typeof control.listApiKeys>['items'][number];

export function ApiKeysPage() {
  const t = useText();
  const [creating, setCreating] = useState(false);
  const may = useMay();
  const columns: Column<ApiKey>[] = [
    { key: 'name', title: t('keys.name'), wide: true, phone: 'name', cell: ({ name }) => name },
    { key: 'scope', title: t('keys.scope'), phone: 'state', cell: ({ scope }) => t(`keys.scopes.${scope}`) },
    { key: 'by', title: t('keys.madeBy'), cell: ({ madeBy }) => madeBy },
    {
      key: 'created',
      title: t('keys.createdAt'),
      phone: 'labelled',
      cell: ({ createdAt }) => <TimeText at={createdAt} />,
    },
    {
      key: 'expires',
      title: t('keys.expiresAt'),
      phone: 'labelled',
      cell: ({ expiresAt }) => (expiresAt ? <TimeText at={expiresAt} /> : t('keys.noEnd')),
    },
    {
      key: 'used',
      title: t('keys.lastUsedAt'),
      phone: 'labelled',
      cell: ({ lastUsedAt }) => (lastUsedAt ? <TimeText at={lastUsedAt} /> : t('keys.never')),
    },
    { key: 'action', title: t('common.actions'), phone: 'action', cell: (key) => <Revoke apiKey={key} /> },
  ];
  const keys = useInfiniteQuery(queries.apiKeys());
  // Then the button stands where the first one will.
  const isEmpty = keys.data?.pages[0]?.items.length === 0;
  return (
    <Page
      title={t('menu.apiKeys')}
      lead={t('keys.text')}
      actions={
        may('createApiKey') &&
        !isEmpty && (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setCreating(true)}>
            {t('keys.create')}
          </Button>
        )
      }
    >
      <Panel>
        <PagedTable
          label={t('menu.apiKeys')}
          query={keys}
          columns={columns}
          keyOf={(key) => key.id}
          empty={
            <EmptyState picture="key" title={t('keys.empty')} text={t('keys.emptyText')} command="npx kaitong login">
              {may('createApiKey') ? (
                <Button onClick={() => setCreating(true)}>{t('keys.create')}</Button>
              ) : (
                <AskTeam />
              )}
            </EmptyState>
          }
        />
      </Panel>
      <TrustPanel />
      {creating && <CreateKey onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Revoke({ apiKey: { id, name } }: { apiKey: ApiKey }) {
  const t = useText();
  const { modal } = App.useApp();
  const revoke = useAct(() => api.revokeApiKey({ params: { id } }), {
    done: t('keys.revoked'),
    refresh: ['api-keys'],
  });
  const ask = () =>
    modal.confirm({
      title: t('keys.revokeTitle', { name }),
      content: t('keys.revokeText'),
      okText: t('keys.revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutate(),
    });
  return (
    <Button size="small" danger loading={revoke.isPending} onClick={ask}>
      {t('keys.revoke')}
    </Button>
  );
}
