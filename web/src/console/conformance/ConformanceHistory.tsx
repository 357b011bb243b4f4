import { type Conformance, maker } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useText } from '../texts/index.ts';
import { StartConformance } from './StartConformance.tsx';
import { TestState } from './TestState.tsx';

/** The extended tests of a product's cameras, and where one is started. */
export function ConformanceHistory({ pid, canStart }: { pid: string; canStart: boolean }) {
  const t = useText();
  const [starting, setStarting] = useState(false);
  const columns: Column<Conformance>[] = [
    { key: 'at', title: t('conformance.startedAt'), cell: ({ createdAt }) => <TimeText at={createdAt} /> },
    { key: 'outcome', title: t('conformance.outcome'), phone: 'state', cell: (test) => <TestState test={test} /> },
    {
      key: 'device',
      title: t('application.deviceId'),
      phone: 'name',
      cell: ({ deviceId }) => <Ident value={deviceId} />,
    },
    {
      key: 'firmware',
      title: t('application.firmware'),
      cell: ({ firmware }) => firmware ?? t('application.unknown'),
    },
    {
      key: 'report',
      title: t('conformance.report'),
      phone: 'action',
      cell: ({ id }) => (
        <Link to="/conformance/$id" params={{ id }}>
          {t('failed.details')}
        </Link>
      ),
    },
  ];
  const tests = useInfiniteQuery(queries.conformances(pid));
  // Then the button stands where the first one will.
  const isEmpty = tests.data?.pages[0]?.items.length === 0;
  return (
    <Panel
      title={t('conformance.title')}
      extra={canStart && !isEmpty && <Button onClick={() => setStarting(true)}>{t('conformance.start')}</Button>}
    >
      <p style={{ marginTop: 0, maxWidth: '88ch' }}>{t('conformance.lead')}</p>
      <FilterBar>
        <SaveList path={maker.listConformance.path} filter={{ pid }} />
      </FilterBar>
      <PagedTable
        label={t('conformance.title')}
        query={tests}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <EmptyState
            picture="check"
            title={t('conformance.none')}
            text={t('conformance.noneText')}
            {...(canStart && { command: 'npx kaitong conformance DEVICE_ID' })}
          >
            {canStart ? <Button onClick={() => setStarting(true)}>{t('conformance.start')}</Button> : <AskTeam />}
          </EmptyState>
        }
      />
      {starting && <StartConformance pid={pid} onClose={() => setStarting(false)} />}
    </Panel>
  );
}
