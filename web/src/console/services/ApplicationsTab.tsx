import { APPLICATION_STATES, type Application, type ApplicationFilter, maker } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { FilterSelect } from '../../desk/table/FilterSelect.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ApplicationStateTag } from '../application/ApplicationStateTag.tsx';
import { SampleTag } from '../application/SampleTag.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { Remark } from './Remark.tsx';

const route = getRouteApi('/signed-in/personal/my/services/video-cloud-storage');

/** 开通产品: every device id ever submitted, newest first. */
export function ApplicationsTab() {
  const t = useText();
  const { state, search } = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery(queries.applications({ state, search }));
  const filter = (next: { state?: ApplicationFilter | undefined; search?: string | undefined }) =>
    void navigate({
      to: '/my/services/video-cloud-storage',
      search: { tab: 'applications', state, search, ...next },
      replace: true,
    });
  return (
    <>
      <FilterBar search={search} placeholder={t('manage.search')} onSearch={(next) => filter({ search: next })}>
        <FilterSelect
          label={t('manage.column.state')}
          all={t('manage.allStates')}
          value={state}
          options={[
            { value: 'not_refused' as const, label: t('manage.notRefused') },
            ...APPLICATION_STATES.map((value) => ({ value, label: t(`states.${value}`) })),
          ]}
          onChange={(next) => filter({ state: next })}
        />
        <SaveList path={maker.listApplications.path} filter={{ state, search }} />
      </FilterBar>
      <PagedTable
        label={t('manage.applications')}
        query={query}
        columns={useColumns()}
        keyOf={(application) => application.id}
        empty={
          state || search ? (
            <NoMatch onClear={() => filter({ state: undefined, search: undefined })} />
          ) : (
            <EmptyState
              picture="camera"
              title={t('common.noData')}
              text={t('manage.emptyText')}
              command="npx kaitong activate DEVICE_ID"
            >
              <LinkButton to="/my/services/video-cloud-storage/add" search={{}}>
                {t('manage.add')}
              </LinkButton>
            </EmptyState>
          )
        }
      />
    </>
  );
}

function useColumns(): Column<Application>[] {
  const t = useText();
  return useMemo(() => columnsIn(t), [t]);
}

const columnsIn = (t: ReturnType<typeof useText>): Column<Application>[] => [
  { key: 'at', title: t('manage.column.createdAt'), cell: ({ createdAt }) => <TimeText at={createdAt} exact /> },
  {
    key: 'device',
    title: t('manage.column.deviceId'),
    phone: 'name',
    cell: ({ deviceId, sample }) => (
      <>
        <Ident value={deviceId} /> <SampleTag sample={sample} />
      </>
    ),
  },
  {
    key: 'state',
    title: t('manage.column.state'),
    phone: 'state',
    cell: ({ state }) => <ApplicationStateTag state={state} />,
  },
  {
    key: 'remark',
    title: t('manage.column.remark'),
    wide: true,
    oneLine: true,
    cell: (application) => <Remark application={application} />,
  },
];
