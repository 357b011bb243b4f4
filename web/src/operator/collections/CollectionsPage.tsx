import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { moneyQueries } from '../money-queries.ts';
import { ToTasks } from '../ToTasks.tsx';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import { HeldMoney } from './HeldMoney.tsx';
import { RecordCollection } from './RecordCollection.tsx';
import { useCollectionColumns } from './use-collection-columns.tsx';

/** What payment providers hold, and what they have paid out. */
export function CollectionsPage() {
  const t = useText();
  const mayChange = useMayChange();
  const [recording, setRecording] = useState(false);
  return (
    <Page
      title={t('collections.title')}
      lead={t('collections.text')}
      actions={
        mayChange && (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setRecording(true)}>
            {t('collections.record')}
          </Button>
        )
      }
    >
      <HeldMoney />
      <Panel title={t('collections.list')}>
        <PagedTable
          label={t('collections.list')}
          query={useInfiniteQuery(moneyQueries.ledger({ account: 'bank', search: 'collected:' }))}
          columns={useCollectionColumns()}
          keyOf={({ key }) => key}
          empty={
            <EmptyState picture="receipt" title={t('collections.empty')} text={t('collections.emptyText')}>
              {mayChange ? <Button onClick={() => setRecording(true)}>{t('collections.record')}</Button> : <ToTasks />}
            </EmptyState>
          }
        />
      </Panel>
      {recording && <RecordCollection onClose={() => setRecording(false)} />}
    </Page>
  );
}
