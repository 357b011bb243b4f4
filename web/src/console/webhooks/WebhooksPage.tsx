import type { Webhook } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { DocsLink } from '../../desk/parts/DocsLink.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { type Column, DataTable } from '../../desk/table/DataTable.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { CreateWebhook } from './CreateWebhook.tsx';
import { WebhookStateTag } from './WebhookStateTag.tsx';
import styles from './WebhooksPage.module.css';

/** Whom the platform tells by itself. */
export function WebhooksPage() {
  const t = useText();
  const webhooks = useQuery(queries.webhooks());
  const [creating, setCreating] = useState(false);
  const may = useMay();
  const create = may('createWebhook') && (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => setCreating(true)}>
      {t('webhooks.create')}
    </Button>
  );
  const columns: Column<Webhook>[] = [
    {
      key: 'url',
      title: t('webhooks.url'),
      wide: true,
      phone: 'name',
      cell: ({ id, url }) => (
        <Link to="/webhooks/$id" params={{ id }}>
          {url}
        </Link>
      ),
    },
    {
      key: 'kinds',
      title: t('webhooks.kinds'),
      cell: ({ kinds }) => (
        <span className={styles.kinds}>{kinds.map((kind) => t(`webhooks.kind.${kind}`)).join(' · ')}</span>
      ),
    },
    {
      key: 'state',
      title: t('webhooks.state'),
      phone: 'state',
      cell: (webhook) => <WebhookStateTag webhook={webhook} />,
    },
    { key: 'waiting', title: t('webhooks.waiting'), number: true, cell: ({ waiting }) => waiting },
    {
      key: 'created',
      title: t('webhooks.createdAt'),
      phone: 'none',
      cell: ({ createdAt }) => <TimeText at={createdAt} />,
    },
  ];
  return (
    <Page title={t('webhooks.title')} lead={<Lead />} actions={(webhooks.data?.items.length ?? 0) > 0 && create}>
      <Panel>
        <Loaded query={webhooks}>
          {({ items }) => (
            <DataTable
              label={t('webhooks.title')}
              columns={columns}
              items={items}
              keyOf={({ id }) => id}
              empty={
                <EmptyState picture="share" title={t('webhooks.empty')} text={t('webhooks.emptyText')}>
                  {create || <AskTeam />}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Panel>
      {creating && (
        <CreateWebhook privateAllowed={webhooks.data?.privateAllowed ?? false} onClose={() => setCreating(false)} />
      )}
    </Page>
  );
}

function Lead() {
  const t = useText();
  return (
    <>
      {t('webhooks.text')} <DocsLink to="webhooks">{t('webhooks.guide')}</DocsLink>
    </>
  );
}
