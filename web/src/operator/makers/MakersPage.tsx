import { operator } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Select } from 'antd';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { useMakerColumns } from './use-maker-columns.tsx';

const route = getRouteApi('/signed-in/personal/makers');

/** Who makes cameras here, what they agreed to, and what they are owed. */
export function MakersPage() {
  const t = useText();
  const { search, due } = route.useSearch();
  const navigate = useNavigate();
  const filter = (next: { search?: string | undefined; due?: true | undefined }) =>
    void navigate({ to: '/makers', search: { search, due, ...next }, replace: true });
  return (
    <Page title={t('makers.title')} lead={t('makers.text')}>
      <Panel>
        <FilterBar search={search} placeholder={t('makers.search')} onSearch={(next) => filter({ search: next })}>
          <Select<'everyone' | 'due'>
            value={due ? 'due' : 'everyone'}
            aria-label={t('makers.filterDue')}
            style={{ minWidth: 160 }}
            onChange={(next) => filter({ due: next === 'due' ? true : undefined })}
            options={[
              { value: 'everyone', label: t('makers.everyone') },
              { value: 'due', label: t('makers.onlyDue') },
            ]}
          />
          <SaveList path={operator.listMakers.path} filter={{ search, due }} />
        </FilterBar>
        <PagedTable
          label={t('makers.title')}
          query={useInfiniteQuery(moneyQueries.makers({ search, due }))}
          columns={useMakerColumns()}
          keyOf={({ accountId }) => accountId}
          empty={
            search || due ? (
              <NoMatch onClear={() => filter({ search: undefined, due: undefined })} />
            ) : (
              <EmptyState
                picture="person"
                title={t('makers.empty')}
                text={t('makers.emptyText')}
                command={`${location.origin}/register`}
              />
            )
          }
        />
      </Panel>
    </Page>
  );
}
