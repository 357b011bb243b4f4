import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { SilentRegions } from '../../desk/parts/SilentRegions.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { SuspendOwner } from './SuspendOwner.tsx';
import { type FoundOwner, useOwnerColumns } from './use-owner-columns.tsx';

const route = getRouteApi('/signed-in/personal/owners');
/** What the server takes. */
const SHORTEST = 2;

/** App accounts: looked for by name, since their data stays in their regions. */
export function OwnersPage() {
  const t = useText();
  const { search } = route.useSearch();
  const navigate = useNavigate();
  const field = useRef<InputRef>(null);
  const find = (next: string | undefined) => void navigate({ to: '/owners', search: { search: next }, replace: true });
  return (
    <Page title={t('owners.title')} lead={t('owners.text')}>
      <Panel>
        <FilterBar search={search} placeholder={t('owners.search')} onSearch={find} field={field} />
        {search && search.length >= SHORTEST ? (
          <Found search={search} onClear={() => find(undefined)} />
        ) : (
          <EmptyState picture="person" title={t('owners.start')} text={t('owners.startText')}>
            <Button onClick={() => field.current?.focus()}>{t('owners.find')}</Button>
          </EmptyState>
        )}
      </Panel>
    </Page>
  );
}

function Found({ search, onClear }: { search: string; onClear: () => void }) {
  const t = useText();
  const [asking, setAsking] = useState<FoundOwner | null>(null);
  const columns = useOwnerColumns(setAsking);
  const owners = useInfiniteQuery(moneyQueries.owners(search));
  const silent = new Set(owners.data?.pages.flatMap(({ unreachable }) => unreachable));
  return (
    <>
      <SilentRegions regions={[...silent]} say={(regions) => t('owners.unreachable', { regions })} />
      <PagedTable
        label={t('owners.title')}
        query={owners}
        columns={columns}
        keyOf={({ ownerId }) => ownerId}
        empty={
          <EmptyState picture="person" title={t('owners.empty')} text={t('owners.emptyText')}>
            <Button onClick={onClear}>{t('common.clearFilters')}</Button>
          </EmptyState>
        }
      />
      {asking && <SuspendOwner owner={asking} onClose={() => setAsking(null)} />}
    </>
  );
}
